"use strict";
/* The figures of the page. Each takes what the reader picked and returns a drawing and the rows of its CSV file. */
const Charts = (function () {
  const {svg, number, digitsFor, letters, wrap, text, line, rectangle, range, scale, sign, shade} = Draw;
  const NAMES = ["mean", "q0.05", "q0.25", "q0.50", "q0.75", "q0.95"];

  const canvas = (width, height, ...children) =>
    svg("svg", {viewBox: `0 0 ${width} ${Math.ceil(height)}`, role: "img"}, Draw.hatch(), children);
  const notice = (p, key) => ({plot: canvas(p.width, 50, text(0, 28, p.t(key), {colour: Draw.GREY, size: 14})), rows: []});
  const name = (p, member) => p.say(p.data.members[member].label);
  const paint = (p, member, x, y, r, hollow) => sign(p.data.members[member], x, y, r, hollow);
  const unclear = (p, row) => p.data.few || Draw.unclear(row, p.data.digits);
  const yearPlace = (p) => p.data.years.indexOf(p.year);

  /* A window too narrow for names beside the marks: they stand in rows of their own. */
  const narrow = (p) => p.width < 560;
  function legend(p, entries, top) {
    return entries.map((e, k) => svg("g", {}, paint(p, e.member, 10, top + k * 19, 5.5),
      text(24, top + k * 19, short(e.label, p.width - 30), {size: 12, middle: true})));
  }
  /* A text that does not fit loses what stands in brackets at its end, then its last letters. */
  function short(content, pixels) {
    const bare = content.replace(/\s*\([^()]*\)$/, "");
    if (bare && bare !== content && letters(content) * 6.1 > pixels) return short(bare, pixels);
    let kept = "";
    for (const c of content) {
      if (letters(kept + c) * 6.1 > pixels) return kept + "…";
      kept += c;
    }
    return kept;
  }
  /* The same over several lines: what stands in brackets at its end goes before any other letter. */
  function lines(content, pixels, most) {
    const bare = content.replace(/\s*\([^()]*\)$/, ""), whole = wrap(content, pixels / 6.4, most + 1);
    return whole.length > most && bare && bare !== content ? lines(bare, pixels, most) : wrap(content, pixels / 6.4, most);
  }
  /* Name of a row of cells: in one line, or in two of smaller letters. */
  function rowName(content, pixels) {
    return letters(content) * 6.1 > pixels ? [lines(content, pixels * 1.18, 2), 10.2] : [content, 12];
  }

  function levels(p) {
    const years = p.data.years, series = p.area, small = narrow(p), room = small ? 34 : Math.min(320, p.width * 0.32);
    const box = {left: 62, right: p.width - room, top: 30, bottom: 360}, last = years.length - 1;
    const domain = range([...series.base.flatMap((r) => [r[1], r[5]]), ...p.shown.flatMap((m) => series.level[m - 1])]);
    const {y, group: rows} = Draw.yAxis(box, domain), {x, group: columns} = Draw.yearAxis(box, years);
    const labels = [0, ...p.shown].map((m) => ({member: m, value: m ? series.level[m - 1][last] : series.base[last][0]}))
      .filter((label) => label.value !== null).map((label) => ({...label, y: y(label.value)}));
    const from = labels.map((label) => label.y), digits = Math.min(digitsFor(labels.map((label) => label.value)) + 1, 3);
    const double = !small && labels.length * 29 < box.bottom - box.top;
    Draw.spread(labels, small ? 12 : double ? 29 : 17, box.top, box.bottom);
    labels.forEach((label) => { label.label = `${number(label.value, digits)}  ${name(p, label.member)}`; });
    const plot = canvas(p.width, small ? 400 + labels.length * 19 : 390, text(0, 14, p.say(p.indicator.unit), {colour: Draw.GREY}), rows, columns,
      Draw.fan(x, y, years, series.base, p.data.members[0].colour, "6 4"),
      p.shown.map((m) => Draw.curve(x, y, years, series.level[m - 1], p.data.members[m].colour, p.data.members[m].dash)),
      labels.map((label, k) => [line(box.right + 2, from[k], box.right + 12, label.y, Draw.FAINT),
        paint(p, label.member, box.right + 19, label.y, 5),
        small ? null : text(box.right + 29, label.y, lines(label.label, room - 32, double ? 2 : 1), {size: 11.5, middle: true})]),
      small ? legend(p, [...labels].sort((a, b) => a.y - b.y), 402) : null);
    const csv = [["plan", "year", "statistic", "value"]];
    series.base.forEach((r, k) => r.forEach((v, i) => csv.push([p.data.members[0].id, years[k], NAMES[i], v])));
    p.shown.forEach((m) => series.level[m - 1].forEach((v, k) => csv.push([p.data.members[m].id, years[k], "mean", v])));
    return {plot, rows: csv};
  }

  function effects(p) {
    const across = p.width > 760 ? 3 : p.width > 480 ? 2 : 1, wide = p.width / across, tall = 190, years = p.data.years;
    const domain = range(p.shown.flatMap((m) => p.area.effect[m - 1].flatMap((r) => [r[1], r[5]])), true);
    const panels = p.shown.map((m, k) => {
      const left = (k % across) * wide, top = Math.floor(k / across) * tall + 24;
      const box = {left: left + 48, right: left + wide - 14, top: top + 38, bottom: top + tall - 30};
      const {y, group: rows} = Draw.yAxis(box, domain, 4), {x, group: columns} = Draw.yearAxis(box, years);
      return svg("g", {}, rows, columns, paint(p, m, left + 12, top + 14, 6),
        text(left + 24, top + 18, wrap(name(p, m), (wide - 36) / 6.6, 2), {weight: "bold"}),
        Draw.fan(x, y, years, p.area.effect[m - 1], p.data.members[m].colour));
    });
    const csv = [["plan", "year", ...NAMES]];
    p.shown.forEach((m) => p.area.effect[m - 1].forEach((r, k) => csv.push([p.data.members[m].id, years[k], ...r])));
    return {plot: canvas(p.width, 24 + Math.ceil(p.shown.length / across) * tall,
      text(0, 14, p.changeUnit(), {colour: Draw.GREY}), panels), rows: csv};
  }

  /* Places of rows of labels, marks and notes: side by side, or below each other in a narrow window. */
  function lanes(p, count, share) {
    if (narrow(p)) {
      const box = {left: 10, right: p.width - 14, top: 30, bottom: 30 + count * 64};
      return {box, tall: 64, columns: p.width / 6.6, lines: 1,
        label: (y) => [0, y - 20], note: (y) => [0, y + 19]};
    }
    const left = Math.min(share * 1000, p.width * (share + 0.06)), right = p.width - Math.min(230, p.width * 0.28);
    return {box: {left, right, top: 24, bottom: 24 + count * 40}, tall: 40, columns: (left - 6) / 6.6, lines: 2,
      label: (y) => [0, y], note: (y) => [right + 12, y]};
  }
  /* Rows with a dot, a thick 50 % and a thin 90 % interval, the numbers and a note. */
  function intervals(p, entries, unit, note) {
    const lane = lanes(p, entries.length, 0.28), {box, tall} = lane;
    const {x, group} = Draw.xAxis(box, range(entries.flatMap((e) => [e.row[1], e.row[5]]), true));
    const digits = digitsFor(entries.flatMap((e) => [e.row[1], e.row[5]]));
    return canvas(p.width, box.bottom + 26, text(box.left, 12, unit, {colour: Draw.GREY}), group, entries.map((e, k) => {
      const y = box.top + (k + 0.5) * tall, colour = p.data.members[e.member].colour, r = e.row;
      const numbers = [`${number(r[0], digits, true)} [${number(r[1], digits, true)}, ${number(r[5], digits, true)}]`, ...(note ? [note(e)] : [])];
      return svg("g", {}, text(...lane.label(y), wrap(e.label, lane.columns, lane.lines), {middle: true, halo: true}),
        line(x(r[1]), y, x(r[5]), y, colour, 1.8),
        rectangle(Math.min(x(r[2]), x(r[4])), y - 4, Math.abs(x(r[4]) - x(r[2])), 8, colour, {"fill-opacity": 0.4}),
        paint(p, e.member, x(r[0]), y, 6.5, unclear(p, r)),
        text(...lane.note(y), narrow(p) ? numbers.join(" · ") : numbers, {size: 11.5, middle: true, halo: true}));
    }));
  }

  function ranking(p) {
    const pairs = Draw.pairs(p.area.pairs[p.year], p.data.members.length), at = yearPlace(p);
    const entries = p.shown.map((m) => ({member: m, label: name(p, m), row: p.area.effect[m - 1][at]}))
      .filter((e) => e.row[0] !== null).sort((a, b) => b.row[0] - a.row[0]);
    if (!entries.length) return notice(p, "undefined");
    const rank = (m) => pairs.rank[m].map((v, i) => number(v, i ? 0 : 1));
    const note = pairs && ((e) => `${p.t("rank")} ${rank(e.member)[0]} (${rank(e.member)[1]}–${rank(e.member)[2]})`);
    const csv = [["plan", "year", ...NAMES, "expected_rank", "rank_q0.05", "rank_q0.95"]];
    entries.forEach((e) => csv.push([p.data.members[e.member].id, p.year, ...e.row, ...(pairs ? pairs.rank[e.member] : [])]));
    return {plot: intervals(p, entries, p.changeUnit(), note), rows: csv};
  }

  /* Cells side by side below slanted heads {label, member}: as wide as the window lets them be, scrolled where they
     would be too small to read; room on the right and above for the longest heads. */
  const LEAST = 46, TURN = 40, ACROSS = Math.cos(TURN * Math.PI / 180), UP = Math.sin(TURN * Math.PI / 180);
  function grid(p, heads, label, most) {
    const left = narrow(p) ? Math.min(label, 150) : Math.min(label, p.width * 0.38), count = heads.length;
    const shown = heads.map((head) => ({...head, label: short(head.label, narrow(p) ? 165 : p.width * 0.33)}));
    const long = shown.map((head) => letters(head.label) * 6.6), from = (k) => (count - k - 0.5) * LEAST;
    const over = Math.max(0, ...long.map((pixels, k) => pixels * ACROSS + 12 - from(k)));
    const cell = Math.max(LEAST, Math.min(most, (p.width - left - over) / Math.max(count, 1)));
    return {left, cell, heads: shown, top: Math.max(...long) * UP + 54, width: Math.max(p.width, left + cell * count + over)};
  }
  function headings(p, at) {
    return at.heads.map((head, k) => svg("g", {}, head.member === undefined ? null : paint(p, head.member, at.left + (k + 0.5) * at.cell, at.top - 9, 6),
      text(at.left + (k + 0.5) * at.cell + 3, at.top - 22, head.label, {size: 11.5, turn: -TURN})));
  }
  const named = (p, members) => members.map((m) => ({member: m, label: name(p, m)}));
  /* Size of the letters of texts in cells: small enough for the longest. */
  const fitting = (cell, texts) => Math.min(11.5, (cell - 5) / (Math.max(...texts.map((t) => t.length), 1) * 0.6));

  function matrix(p) {
    const pairs = Draw.pairs(p.area.pairs[p.year], p.data.members.length);
    if (!pairs) return notice(p, p.data.reportYears.includes(p.year) ? "undefined" : "reportYears");
    const members = [0, ...p.shown].sort((a, b) => pairs.rank[a][0] - pairs.rank[b][0]);
    const at = grid(p, named(p, members), 330, 64), {left, cell, width, top} = at, tall = Math.min(cell, 38), csv = [["plan", "beats", "year", "probability", "verdict"]];
    const cells = members.flatMap((one, i) => members.map((two, j) => {
      const x = left + j * cell, y = top + i * tall;
      if (one === two) return rectangle(x + 1, y + 1, cell - 2, tall - 2, "#F1F2F4");
      const chance = pairs.p[one][two], same = pairs.same[one][two], look = shade(same ? 0 : chance - 50, 50);
      csv.push([p.data.members[one].id, p.data.members[two].id, p.year, chance / 100, same ? "indistinguishable" : chance > 50 ? "more" : "less"]);
      return svg("g", {}, rectangle(x + 1, y + 1, cell - 2, tall - 2, look.fill, {stroke: same ? Draw.FAINT : "none"}),
        text(x + cell / 2, y + tall / 2, same ? `≈ ${chance}` : String(chance), {anchor: "middle", middle: true,
          colour: same ? Draw.GREY : look.ink, size: 12}));
    }));
    const labels = members.map((m, i) => svg("g", {}, paint(p, m, left - 14, top + (i + 0.5) * tall, 6),
      text(left - 28, top + (i + 0.5) * tall, lines(name(p, m), left - 30, 2), {anchor: "end", middle: true, size: 11.5})));
    return {plot: canvas(width, top + members.length * tall + 6, headings(p, at), labels, cells), rows: csv};
  }

  function maps(p) {
    const regions = Object.keys(p.data.tiles), at = yearPlace(p);
    if (!p.indicator.areas[regions[0]]) return notice(p, "nationOnly");
    const value = (m, region) => p.indicator.areas[region].effect[m - 1][at];
    const known = p.shown.flatMap((m) => regions.map((region) => value(m, region)[0])).filter((v) => v !== null);
    const largest = Math.max(...known.map(Math.abs), 0), digits = digitsFor(known) > 2 ? digitsFor(known) : 2;
    const across = Math.max(1, Math.floor(p.width / 232)), wide = p.width / across, tile = Math.min(wide / 4 - 4, 62);
    const titles = new Map(p.shown.map((m) => [m, lines(name(p, m), wide - 30, 3)]));
    const head = Math.max(...p.shown.map((m) => titles.get(m).length)) * 14 + 10, tall = tile * 5 + head + 26, csv = [["plan", "region", "year", ...NAMES]];
    const unit = wrap(`${p.changeUnit()} · ${p.t("hatched")}`, p.width / 6.9, 3), from = 24 + (unit.length - 1) * 15;
    const small = (content) => Math.min(10.5, (tile - 5) / (letters(content) * 0.6));
    const drawn = p.shown.map((m, k) => {
      const left = (k % across) * wide, top = Math.floor(k / across) * tall + from;
      return svg("g", {}, paint(p, m, left + 10, top + 8, 6),
        text(left + 22, top + 12, titles.get(m), {weight: "bold", size: 11.5}), regions.map((region) => {
          const [cx, cy] = p.data.tiles[region], row = value(m, region), look = shade(Draw.rounded(row[0] || 0, digits), largest);
          const x = left + cx * tile, y = top + head + cy * tile, doubt = row[0] !== null && unclear(p, row);
          csv.push([p.data.members[m].id, region, p.year, ...row]);
          const label = p.say(p.areaLabel(region));
          return svg("g", {}, rectangle(x + 1, y + 1, tile - 2, tile - 2, look.fill, {stroke: Draw.FAINT}),
            doubt ? rectangle(x + 1, y + 1, tile - 2, tile - 2, "url(#unclear)") : null,
            svg("title", {}, `${p.say(p.areaLabel(region))}: ${number(row[0], digits, true)} [${number(row[1], digits, true)}, ${number(row[5], digits, true)}]`),
            text(x + tile / 2, y + tile * 0.4, label, {anchor: "middle", size: small(label), colour: doubt ? Draw.INK : look.ink}),
            text(x + tile / 2, y + tile * 0.72, number(row[0], digits, true), {anchor: "middle", size: 11.5, weight: "bold", colour: doubt ? Draw.INK : look.ink}));
        }));
    });
    return {plot: canvas(p.width, from + Math.ceil(p.shown.length / across) * tall, text(0, 14, unit, {colour: Draw.GREY}), drawn), rows: csv};
  }

  /* Cells: rows x columns of [mean, ..., q0.95], coloured on one scale; a question mark where they cannot be told from none. */
  function heat(p, rows, columns, unit, label, byColumn) {
    const at = grid(p, columns, label, 92), {left, cell, width, top} = at, tall = 27;
    const known = rows.flatMap((r) => r.cells.map((c) => c && c[0])).filter((v) => v !== null && v !== undefined);
    const digits = Math.max(digitsFor(known), 2), extreme = (values) => Math.max(...values.filter((v) => v !== null && v !== undefined).map(Math.abs), 0);
    const all = extreme(known), largest = (j) => (byColumn ? extreme(rows.map((r) => r.cells[j] && r.cells[j][0])) : all);
    const entry = (c) => number(c[0], digits, true) + ((c.length > 5 ? unclear(p, c) : c[2]) ? "?" : "");
    const size = fitting(cell, rows.flatMap((r) => r.cells.filter((c) => c && c[0] !== null).map(entry)));
    return canvas(width, top + rows.length * tall + 4, text(0, 14, wrap(unit, p.width / 7.4, 2), {colour: Draw.GREY}), headings(p, at),
      rows.map((r, i) => svg("g", {}, r.member ? paint(p, r.member, 8, top + (i + 0.5) * tall, 6) : null, r.member
          ? text(22, top + (i + 0.5) * tall, short(r.label, left - 30), {middle: true, size: 12, weight: "bold"})
          : text(left - 8, top + (i + 0.5) * tall, rowName(r.label, left - 12)[0], {anchor: "end", middle: true, size: rowName(r.label, left - 12)[1]}),
        r.cells.map((c, j) => {
          const x = left + j * cell, y = top + i * tall;
          if (!c || c[0] === null) return rectangle(x + 1, y + 1, cell - 2, tall - 2, "#F6F7F8");
          const look = shade(Draw.rounded(c[0], digits), largest(j));
          return svg("g", {}, rectangle(x + 1, y + 1, cell - 2, tall - 2, look.fill, {stroke: Draw.FAINT}),
            text(x + cell / 2, y + tall / 2, entry(c), {anchor: "middle", middle: true, size, colour: look.ink}));
        }))));
  }
  function groups(kind) {
    return (p) => {
      const found = p.data.groups.filter((g) => g.kind === kind), at = yearPlace(p);
      const rows = found.map((g) => ({label: p.say(g.label), cells: p.shown.map((m) => g.effect[m - 1][at])}));
      const csv = [["plan", kind, "year", ...NAMES]];
      found.forEach((g) => p.shown.forEach((m) => csv.push([p.data.members[m].id, g.id, p.year, ...g.effect[m - 1][at]])));
      return {plot: heat(p, rows, named(p, p.shown), `${p.t("valueAdded")}, ${p.year}, % · ${p.t("doubt")}`, 230), rows: csv};
    };
  }

  function equal(p) {
    const found = p.data.equal, at = yearPlace(p), rows = found.effect[p.indicator.id];
    const entries = found.members.map((m, k) => ({member: m, label: name(p, m), row: rows[k][at]}))
      .filter((e) => p.shown.includes(e.member) && e.row[0] !== null).sort((a, b) => b.row[0] - a.row[0]);
    if (!entries.length) return notice(p, "undefined");
    const csv = [["plan", "year", ...NAMES], ...entries.map((e) => [p.data.members[e.member].id, p.year, ...e.row])];
    return {plot: intervals(p, entries, p.changeUnit()), rows: csv};
  }

  /* Share of money against share in value added: the colour is of the ratio, the number the share. */
  function money(p) {
    const paid = p.shown.filter((m) => p.data.money.some((g) => g.share[m - 1] !== null)), groups = p.data.money;
    if (!paid.length) return notice(p, "noPlan");
    const at = grid(p, [{label: p.t("worth")}, ...named(p, paid)], 230, 92), {left, cell, width, top} = at, tall = narrow(p) ? 27 : 22;
    const csv = [["by", "group", "plan", "share_percent", "share_of_value_added_percent"]];
    let y = top - tall, kind = "";
    const drawn = groups.map((g) => {
      y += tall + (g.kind !== kind && kind ? 12 : 0);
      kind = g.kind;
      const box = (x, value, fill, ink) => svg("g", {}, rectangle(x + 1, y + 1, cell - 2, tall - 2, fill, {stroke: Draw.FAINT}),
        text(x + cell / 2, y + tall / 2, number(value, 1), {anchor: "middle", middle: true, size: 11.5, colour: ink}));
      return svg("g", {}, text(left - 8, y + tall / 2, rowName(p.say(g.label), left - 12)[0], {anchor: "end", middle: true, size: rowName(p.say(g.label), left - 12)[1]}),
        box(left, g.worth, "#F6F7F8", Draw.INK), paid.map((m, j) => {
          const share = g.share[m - 1], look = shade(share > 0 ? Math.max(-2, Math.min(2, Math.log2(share / g.worth))) : -2, 2);
          csv.push([g.kind, g.id, p.data.members[m].id, share, g.worth]);
          return box(left + (j + 1) * cell, share, look.fill, look.ink);
        }));
    });
    return {plot: canvas(width, y + tall + 6, headings(p, at), drawn), rows: csv};
  }

  function targets(p) {
    const found = p.data.targets.filter((goal) => p.shown.includes(goal.member));
    if (!found.length) return notice(p, "noTargets");
    const lane = lanes(p, found.length, 0.42), {box, tall} = lane;
    const {x, group} = Draw.xAxis(box, [0, 100]), csv = [["plan", "target", "due", "share_percent", "q0.05", "q0.95", "share_without_plan"]];
    return {plot: canvas(p.width, box.bottom + 26, text(box.left, 12, p.t("ofRuns"), {colour: Draw.GREY}), group, found.map((goal, k) => {
      const y = box.top + (k + 0.5) * tall, [share, low, high, without] = goal.share, colour = p.data.members[goal.member].colour;
      csv.push([p.data.members[goal.member].id, goal.id, goal.due, ...goal.share]);
      const [at, place] = lane.label(y), more = narrow(p) ? [] : [text(at, place + 8, short(name(p, goal.member), lane.columns * 6.4), {size: 11, middle: true, colour: Draw.GREY})];
      const judged = share !== null, signs = judged ? [line(x(low), y, x(high), y, colour, 2), paint(p, goal.member, x(share), y, 6), paint(p, 0, x(without), y + 10, 3.5, true)] : [];
      const title = short(`${p.say(goal.label)} (${goal.due})`, lane.columns * 7), shown = judged ? `${number(share, 0)} [${number(low, 0)}, ${number(high, 0)}]` : p.t("unjudged"), who = narrow(p) ? ` · ${short(name(p, goal.member), p.width - 24 - letters(shown) * 6.4)}` : "";
      return svg("g", {}, text(at, place - (more.length ? 8 : 0), title, {middle: true, size: Math.min(12, lane.columns * 12 / letters(title)), halo: true}), more,
        signs,
        text(...lane.note(y), narrow(p) ? shown + who : wrap(shown, (p.width - lane.note(y)[0]) / 6.4, 2), {middle: true, size: 11.5, halo: true}));
    })), rows: csv};
  }

  function levers(p) {
    const outcomes = p.data.leverOutcomes, csv = [["plan", "measure", "outcome", "contribution", "standard_error"]];
    const rows = p.data.levers.filter((found) => p.shown.includes(found.member)).flatMap((found) => [
      {label: name(p, found.member), member: found.member, cells: found.total.map((v) => [v, null, false])},
      ...found.players.map((player, k) => ({label: p.say(player), cells: found.cells[k]}))]);
    if (!rows.length) return notice(p, "noPlan");
    p.data.levers.forEach((found) => found.players.forEach((player, k) => found.cells[k].forEach((c, j) =>
      csv.push([p.data.members[found.member].id, player.en, outcomes[j].label.en, c[0], c[1]]))));
    const columns = outcomes.map((o) => ({label: `${short(p.say(o.label), 165)}, ${p.say(o.unit)}`}));
    return {plot: heat(p, rows, columns, "", 380, true), rows: csv};
  }

  function theories(p) {
    const found = p.data.theories, first = found.rows[0].effect;
    const id = p.indicator.id in first ? p.indicator.id : Object.keys(first)[0];
    const label = p.data.indicators.find((one) => one.id === id).label;
    const places = found.members.map((m, k) => [m, k]).filter(([m]) => p.shown.includes(m));
    const rows = found.rows.map((row) => ({label: p.say(row.label), cells: places.map(([, k]) => row.effect[id][k])}));
    const csv = [["theory", "plan", "outcome", ...NAMES]];
    found.rows.forEach((row) => places.forEach(([m, k]) => csv.push([row.id, p.data.members[m].id, id, ...row.effect[id][k]])));
    const columns = named(p, places.map(([m]) => m));
    return {plot: heat(p, rows, columns, `${p.say(label)}, ${p.data.years[p.data.years.length - 1]}, % · ${p.t("doubt")}`,
      330), rows: csv};
  }

  function cost(p) {
    const small = narrow(p), room = small ? 40 : Math.min(330, p.width * 0.34), at = yearPlace(p);
    const box = {left: 62, right: p.width - room, top: 34, bottom: 390};
    const points = p.shown.map((m) => ({member: m, cost: p.data.costs[m - 1], row: p.area.effect[m - 1][at]})).filter((q) => q.row[0] !== null);
    if (!points.length) return notice(p, "undefined");
    const {y, group: rows} = Draw.yAxis(box, range(points.flatMap((q) => [q.row[1], q.row[5]]), true));
    const {x, group: columns} = Draw.xAxis(box, range(points.map((q) => q.cost), true));
    const csv = [["plan", "gross_cost_trillion_krw_a_year", "year", ...NAMES]];
    points.forEach((q) => csv.push([p.data.members[q.member].id, q.cost, p.year, ...q.row]));
    const mark = (q) => {
      const colour = p.data.members[q.member].colour;
      return [line(x(q.cost), y(q.row[1]), x(q.cost), y(q.row[5]), colour, 1.6), line(x(q.cost), y(q.row[2]), x(q.cost), y(q.row[4]), colour, 5),
        paint(p, q.member, x(q.cost), y(q.row[0]), 7, unclear(p, q.row))];
    };
    const gap = Math.min(36, (box.bottom - box.top) / points.length);
    const beside = (e, k) => svg("g", {}, paint(p, e.member, box.right + 26, box.top + (k + 0.5) * gap, 6),
      text(box.right + 40, box.top + (k + 0.5) * gap, wrap(e.label, (room - 44) / 6.3, 2), {size: 11.5, middle: true}));
    const unruled = (m) => p.data.uncosted[m - 1] ? ` (${p.data.uncosted[m - 1]})` : "";
    const inOrder = [...points].sort((a, b) => b.row[0] - a.row[0]).map((q) => ({member: q.member, label: `${number(q.cost, 2)}${unruled(q.member)}  ${name(p, q.member)}`}));
    return {plot: canvas(p.width, small ? 450 + points.length * 19 : 440, text(0, 14, `${p.say(p.indicator.label)}, ${p.year}, ${p.changeUnit()}`, {colour: Draw.GREY}),
      text(box.right, 430, p.t("costAxis"), {anchor: "end", colour: Draw.GREY}), rows, columns, points.map(mark),
      small ? legend(p, inOrder, 452) : inOrder.map(beside)), rows: csv};
  }

  return {levels, effects, ranking, matrix, maps, sectors: groups("sector"), sizes: groups("size"), cost, equal, money, targets, levers, theories,
    kit: {canvas, notice, intervals, heat, name, paint, short, NAMES}};
})();
