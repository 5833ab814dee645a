"use strict";
/* Small drawing kit of the page: SVG nodes, axes, signs of plans, colours of gain and loss, files to download. */
const Draw = (function () {
  const SPACE = "http://www.w3.org/2000/svg";
  const INK = "#1F2328", GREY = "#707070", FAINT = "#D9DCE0", GAIN = [0, 114, 178], LOSS = [213, 94, 0];

  function fill(node, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== "") node.setAttribute(name, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child !== null && child !== undefined) node.append(child);
    }
    return node;
  }
  const svg = (name, attributes, ...children) => fill(document.createElementNS(SPACE, name), attributes, children);
  const html = (name, attributes, ...children) => fill(document.createElement(name), attributes, children);

  /* Digits as the tables have them: rounded once, from the number itself, halves to the even digit. */
  function fixed(value, digits) {
    const size = Math.abs(value), up = size.toFixed(digits), exact = size.toFixed(digits + 25);
    const down = digits ? exact.slice(0, -25) : exact.slice(0, -26);
    return /^50*$/.test(exact.slice(-25)) && Number(down.slice(-1)) % 2 === 0 ? down : up;
  }
  function number(value, digits, sign) {
    if (value === null || value === undefined) return "–";
    const [whole, part] = fixed(value, digits).split("."), text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
    if (Number(text.replace(/,/g, "")) === 0) return text;
    return (value < 0 ? "−" : sign ? "+" : "") + text;
  }
  /* Digits that show differences of about a hundredth of the largest value. */
  function digitsFor(values) {
    const largest = Math.max(...values.filter((v) => v !== null).map(Math.abs), 0);
    return largest === 0 ? 2 : Math.max(0, Math.min(4, 2 - Math.floor(Math.log10(largest))));
  }
  const letters = (text) => [...text].reduce((sum, c) => sum + (c.codePointAt(0) > 0x2e80 ? 1.75 : 1), 0);
  function wrap(text, columns, most) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1], longer = last ? last + " " + word : word;
      if (last && letters(longer) > columns) lines.push(word); else lines[lines.length - 1] = longer;
    }
    return lines.length > most ? [...lines.slice(0, most - 1), lines[most - 1] + " …"] : lines;
  }
  function text(x, y, content, options) {
    const o = Object.assign({size: 12.5, anchor: "start", colour: INK, weight: "", lead: 1.2}, options);
    const lines = Array.isArray(content) ? content : [content];
    const top = y - (o.middle ? (lines.length - 1) * o.size * o.lead / 2 - o.size * 0.35 : 0);
    const halo = o.halo ? {"paint-order": "stroke", stroke: "#FFFFFF", "stroke-width": 5, "stroke-linejoin": "round"} : {};
    return svg("text", {"font-size": o.size, "text-anchor": o.anchor, fill: o.colour, "font-weight": o.weight, ...halo,
      transform: o.turn ? `rotate(${o.turn} ${x} ${y})` : ""},
      lines.map((line, k) => svg("tspan", {x: x, y: top + k * o.size * o.lead}, line)));
  }
  const line = (x1, y1, x2, y2, colour, width, dash) =>
    svg("line", {x1, y1, x2, y2, stroke: colour || FAINT, "stroke-width": width || 1, "stroke-dasharray": dash});
  const rectangle = (x, y, width, height, colour, more) =>
    svg("rect", Object.assign({x, y, width: Math.max(width, 0), height: Math.max(height, 0), fill: colour}, more));

  function range(values, withZero) {
    const known = values.filter((v) => v !== null && v !== undefined);
    let low = Math.min(...known), high = Math.max(...known);
    if (!known.length) { low = 0; high = 1; }
    if (withZero) { low = Math.min(low, 0); high = Math.max(high, 0); }
    if (low === high) { low -= Math.abs(low) * 0.1 + 1e-3; high += Math.abs(high) * 0.1 + 1e-3; }
    const room = (high - low) * 0.04;
    return [low - (withZero && low === 0 ? 0 : room), high + room];
  }
  function ticks(low, high, count) {
    const raw = (high - low) / count, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((k) => k >= raw * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(k * step);
    const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (Math.abs(step / power - 2.5) < 1e-9 ? 1 : 0));
    return {at: found, digits: Math.min(digits, 8)};
  }
  const scale = (from, to) => (v) => to[0] + (v - from[0]) / (from[1] - from[0]) * (to[1] - to[0]);

  function yAxis(box, domain, count) {
    const y = scale(domain, [box.bottom, box.top]), marks = ticks(domain[0], domain[1], count || 5);
    const group = svg("g", {}, marks.at.map((v) => [
      line(box.left, y(v), box.right, y(v), Math.abs(v) < 1e-12 ? INK : FAINT),
      text(box.left - 6, y(v), number(v, marks.digits), {anchor: "end", size: 11.5, middle: true})]));
    return {y, group};
  }
  function xAxis(box, domain) {
    const count = Math.max(2, Math.min(6, Math.floor((box.right - box.left) / 55)));
    const x = scale(domain, [box.left, box.right]), marks = ticks(domain[0], domain[1], count);
    const group = svg("g", {}, marks.at.map((v) => [
      line(x(v), box.top, x(v), box.bottom, Math.abs(v) < 1e-12 ? INK : FAINT),
      text(x(v), box.bottom + 16, number(v, marks.digits), {anchor: "middle", size: 11.5})]));
    return {x, group};
  }
  function yearAxis(box, years) {
    const x = scale([years[0], years[years.length - 1] || years[0] + 1], [box.left, box.right]);
    const step = Math.max(1, Math.ceil(years.length / Math.max(2, Math.floor((box.right - box.left) / 46))));
    const named = years.filter((_, k) => (years.length - 1 - k) % step === 0);
    const group = svg("g", {}, line(box.left, box.bottom, box.right, box.bottom, GREY), named.map((year) => [
      line(x(year), box.bottom, x(year), box.bottom + 4, GREY),
      text(x(year), box.bottom + 17, String(year), {anchor: "middle", size: 11.5})]));
    return {x, group};
  }
  function path(points, closed) {
    return points.map((p, k) => `${k ? "L" : "M"}${p[0].toFixed(1)} ${p[1].toFixed(1)}`).join("") + (closed ? "Z" : "");
  }
  /* Rows are [mean, 5 %, 25 %, 50 %, 75 %, 95 %] by year. */
  function fan(x, y, years, rows, colour, dash) {
    const known = rows.map((row, k) => [years[k], row]).filter(([, row]) => row[0] !== null);
    const strip = (low, high, opacity) => svg("path", {
      d: path([...known.map(([t, r]) => [x(t), y(r[high])]), ...[...known].reverse().map(([t, r]) => [x(t), y(r[low])])], true),
      fill: colour, "fill-opacity": opacity, stroke: "none"});
    return svg("g", {}, strip(1, 5, 0.16), strip(2, 4, 0.3), curve(x, y, years, rows.map((r) => r[0]), colour, dash));
  }
  function curve(x, y, years, values, colour, dash) {
    const points = values.map((v, k) => [years[k], v]).filter(([, v]) => v !== null).map(([t, v]) => [x(t), y(v)]);
    return svg("path", {d: path(points), fill: "none", stroke: colour, "stroke-width": 2, "stroke-dasharray": dash});
  }

  const around = (n, x, y, r, turn) => Array.from({length: n}, (_, k) => {
    const angle = (k / n + turn) * 2 * Math.PI;
    return [x + r * Math.sin(angle), y - r * Math.cos(angle)];
  });
  function sign(member, x, y, r, hollow) {
    const look = {fill: hollow ? "#FFFFFF" : member.colour, stroke: member.colour, "stroke-width": 1.8};
    const polygon = (points) => svg("path", Object.assign({d: path(points, true)}, look));
    const strokes = (...pairs) => {
      const limbs = (colour, wide, cap) => svg("path", {d: pairs.map((pair) => path(pair)).join(""), fill: "none",
        stroke: colour, "stroke-width": wide, "stroke-linecap": cap});
      return hollow ? svg("g", {}, limbs(member.colour, 5, "square"), limbs("#FFFFFF", 2, "butt")) : limbs(member.colour, 3.6, "butt");
    };
    const d = r * 0.8;
    switch (member.shape) {
      case "square": return rectangle(x - d, y - d, 2 * d, 2 * d, look.fill, look);
      case "diamond": return polygon(around(4, x, y, r * 1.15, 0));
      case "up": return polygon(around(3, x, y, r * 1.15, 0));
      case "down": return polygon(around(3, x, y, r * 1.15, 0.5));
      case "hexagon": return polygon(around(6, x, y, r * 1.05, 0));
      case "plus": return strokes([[x - r, y], [x + r, y]], [[x, y - r], [x, y + r]]);
      case "cross": return strokes([[x - d, y - d], [x + d, y + d]], [[x - d, y + d], [x + d, y - d]]);
      case "bar": return rectangle(x - r * 0.5, y - r, r, 2 * r, look.fill, look);
      default: return svg("circle", Object.assign({cx: x, cy: y, r: r * 0.95}, look));
    }
  }
  /* Blue for more, vermillion for less, white for nothing; the ink that reads on it. */
  function shade(value, largest) {
    const weight = largest > 0 ? Math.min(Math.abs(value) / largest, 1) : 0, colour = value >= 0 ? GAIN : LOSS;
    const part = weight === 0 ? 0 : 0.1 + 0.9 * weight;
    return {fill: `rgb(${colour.map((c) => Math.round(255 - (255 - c) * part)).join(",")})`,
      ink: weight > 0.6 ? "#FFFFFF" : INK};
  }
  /* What a number is once its digits are cut: a cell that reads 0.00 has no colour. */
  const rounded = (value, digits) => Math.sign(value) * Number(fixed(value, digits));
  /* Upper triangle of who beats whom, in % (plus 1000 where the two cannot be told apart), as two full tables. */
  function pairs(packed, count) {
    if (!packed) return null;
    const p = Array.from({length: count}, () => Array(count).fill(50)), same = p.map(() => Array(count).fill(1));
    let k = 0;
    for (let one = 0; one < count; one++) {
      for (let two = one + 1; two < count; two++, k++) {
        p[one][two] = packed.beats[k] % 1000;
        p[two][one] = 100 - p[one][two];
        same[one][two] = same[two][one] = packed.beats[k] >= 1000 ? 1 : 0;
      }
    }
    return {p, same, rank: packed.rank};
  }
  /* An effect that cannot be told from none: the band holds zero, or the mean rounds to it. */
  const unclear = (row, digits) => (row[1] <= 0 && row[5] >= 0) || rounded(row[0], digits) === 0;

  /* Lowest y first; neighbours are pushed apart by `gap`. */
  function spread(labels, gap, top, bottom) {
    const sorted = [...labels].sort((a, b) => a.y - b.y);
    let floor = top;
    for (const label of sorted) { label.y = Math.max(label.y, floor); floor = label.y + gap; }
    let ceiling = bottom;
    for (const label of sorted.reverse()) { label.y = Math.min(label.y, ceiling); ceiling = label.y - gap; }
    return labels;
  }
  function hatch() {
    return svg("defs", {}, svg("pattern", {id: "unclear", width: 6, height: 6, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)"}, line(0, 0, 0, 6, "rgba(90,90,90,0.45)", 1.6)));
  }
  function save(name, kind, content) {
    const address = URL.createObjectURL(new Blob([content], {type: kind}));
    const anchor = html("a", {href: address, download: name});
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
  function csv(rows) {
    const cell = (v) => v === null || v === undefined ? "" : /[",\n]/.test(String(v)) ? `"${String(v).replace(/"/g, '""')}"` : v;
    return "\uFEFF" + rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";
  }
  return {svg, html, number, digitsFor, letters, wrap, text, line, rectangle, range, ticks, scale, yAxis, xAxis,
    yearAxis, fan, curve, sign, shade, rounded, pairs, unclear, spread, hatch, save, csv, INK, GREY, FAINT};
})();
