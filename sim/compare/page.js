"use strict";
/* What the reader picks, and the page that follows from it. Texts are set as text only, never as markup. */
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const {html} = Draw, root = document.documentElement, byId = (id) => document.getElementById(id);
  const state = {indicator: data.indicators[0].id, area: data.areas[0].id, year: data.reportYears[data.reportYears.length - 1],
    shown: data.members.map((_, k) => k).slice(1)};
  const language = () => (root.lang === "ko" ? "ko" : "en");
  const say = (label) => label[language()];
  const t = (key) => say(data.text[key]);
  const areaLabel = (id) => data.areas.find((area) => area.id === id).label;

  function picked(width) {
    const indicator = data.indicators.find((one) => one.id === state.indicator);
    const local = Boolean(indicator.areas[state.area]);
    return {data, say, t, areaLabel, indicator, width, year: state.year, shown: state.shown, local,
      lastYear: data.reportYears[data.reportYears.length - 1],
      area: indicator.areas[local ? state.area : data.areas[0].id],
      changeUnit: () => (say(indicator.change) === "%" ? t("percentOf") : t("points"))};
  }
  function subtitle(p, figure) {
    if (figure.dataset.scope === "fixed") return "";
    if (figure.dataset.scope === "groups") return [t("valueAdded"), say(data.areas[0].label), String(state.year)].join(" · ");
    const area = p.local && !["regions", "nation"].includes(figure.dataset.scope) ? areaLabel(state.area) : data.areas[0].label;
    const parts = [say(p.indicator.label), ...(figure.dataset.scope === "regions" ? [] : [say(area)])];
    if (figure.dataset.scope !== "years") parts.push(String(state.year));
    return parts.join(" · ");
  }

  function draw(figure, paper) {
    const holder = figure.querySelector(".plot"), chart = Charts[figure.id];
    const p = picked(paper || Math.max(320, Math.min(1060, holder.clientWidth || 1000)));
    const found = p.shown.length ? chart(p) : Charts.kit.notice(p, "noPlan");
    const wide = found.plot.viewBox.baseVal.width;
    if (wide > p.width) found.plot.style.width = `${wide}px`;
    const title = figure.querySelector(".title").innerText;
    found.plot.setAttribute("aria-label", [title, subtitle(p, figure)].filter(Boolean).join(": "));
    holder.replaceChildren(found.plot);
    figure.querySelector(".subtitle").textContent = subtitle(p, figure);
    figure.found = found;
  }
  function drawAll(paper) {
    document.querySelectorAll("figure[id]").forEach((figure) => draw(figure, paper));
  }

  function stem(figure) {
    return `${figure.id}_${state.area}_${state.year}`;
  }
  const caption = (figure) => figure.querySelector("figcaption").innerText;
  function withRun(rows, figure) {
    const head = ["run", "provenance"], made = [data.run, caption(figure)];
    return rows.map((row, k) => [...row, ...(k ? made : head)]);
  }
  /* The figure with its title and provenance, as it goes into a document. */
  function drawing(figure) {
    const {svg, text, wrap} = Draw, plot = figure.found.plot, [, , width, height] = plot.getAttribute("viewBox").split(" ").map(Number);
    const lines = wrap(caption(figure), width / 5.4, 9), top = 46, foot = top + height + 18;
    const inner = svg("g", {transform: `translate(0 ${top})`});
    inner.append(...plot.cloneNode(true).childNodes);
    const total = foot + lines.length * 12, whole = svg("svg", {viewBox: `0 0 ${width} ${total}`, width, height: total,
      "font-family": "Pretendard, 'Malgun Gothic', 'Apple SD Gothic Neo', sans-serif"},
      text(0, 16, figure.querySelector(".title").innerText, {size: 15, weight: "bold"}),
      text(0, 34, subtitle(picked(width), figure), {colour: Draw.GREY}), inner,
      text(0, foot, lines, {size: 10, colour: Draw.GREY}));
    whole.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return new XMLSerializer().serializeToString(whole);
  }
  function addButtons(figure) {
    const button = (label, act) => {
      const made = html("button", {type: "button", class: "save"}, label);
      made.addEventListener("click", act);
      return made;
    };
    figure.querySelector(".buttons").append(
      button("CSV", () => Draw.save(stem(figure) + ".csv", "text/csv;charset=utf-8", Draw.csv(withRun(figure.found.rows, figure)))),
      button("SVG", () => Draw.save(stem(figure) + ".svg", "image/svg+xml", drawing(figure))));
  }

  function options(select, entries, chosen) {
    select.replaceChildren(...entries.map(([value, label]) => html("option", {value}, label)));
    select.value = String(chosen);
  }
  function fillControls() {
    options(byId("indicator"), data.indicators.map((one) => [one.id, say(one.label)]), state.indicator);
    options(byId("area"), data.areas.map((one) => [one.id, say(one.label)]), state.area);
    options(byId("year"), data.years.slice(1).map((year) => [year, String(year)]), state.year);
    const local = Boolean(data.indicators.find((one) => one.id === state.indicator).areas[state.area]);
    byId("areaNote").textContent = local ? "" : t("nationOnly");
    byId("plans").setAttribute("aria-label", t("pick_plans"));
    byId("plans").replaceChildren(...data.members.slice(1).map((member, k) => {
      const box = html("input", {type: "checkbox", id: `plan${k + 1}`});
      box.checked = state.shown.includes(k + 1);
      box.addEventListener("change", () => {
        state.shown = data.members.map((_, m) => m).slice(1).filter((m) => byId(`plan${m}`).checked);
        drawAll();
      });
      const mark = Draw.svg("svg", {viewBox: "0 0 18 18", width: 18, height: 18, "aria-hidden": "true"}, Draw.sign(member, 9, 9, 6));
      return html("label", {class: "plan"}, box, mark, say(member.label));
    }));
  }
  function listen() {
    for (const name of ["indicator", "area", "year"]) {
      byId(name).addEventListener("change", () => {
        state[name] = name === "year" ? Number(byId(name).value) : byId(name).value;
        fillControls();
        drawAll();
      });
    }
    byId("switch").addEventListener("click", () => {
      root.lang = language() === "ko" ? "en" : "ko";
      document.title = say(data.title);
      fillControls();
      drawAll();
    });
    let waiting = 0;
    window.addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => drawAll(), 150);
    });
    /* On paper a chart is as wide as letters of a readable size ask for. */
    window.addEventListener("beforeprint", () => drawAll(760));
    window.addEventListener("afterprint", () => drawAll());
  }

  document.querySelectorAll("figure[id]").forEach(addButtons);
  fillControls();
  listen();
  drawAll();
})();
