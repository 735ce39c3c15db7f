// Draws every chart of the page from its Spec. Needs window.echarts (ECharts 6.1.0), loaded before, and nothing else.
//
// Expected markup, all of it written by the server and complete without this script:
//
//   <figure data-chart="volume">
//     <figcaption> <h2 data-title>…</h2> <p data-summary>…</p> </figcaption>
//     <div role="group" aria-label="Show as">          optional; a switch of radio buttons and CSS needs nothing from here
//       <button type="button" data-view="chart" aria-pressed="true">Chart</button>
//       <button type="button" data-view="table" aria-pressed="false">Table</button>
//     </div>
//     <div data-picture>                               shown while the chart is chosen
//       <div class="plot" tabindex="0" role="group" aria-roledescription="chart" aria-label="{title}. {summary}"></div>
//       <p class="visually-hidden" aria-live="polite" data-live></p>
//       <noscript><img src="/charts/volume.svg" alt="{title}"></noscript>
//       <ul> key entries </ul>
//     </div>
//     <div data-table> <table>…</table> </div>         shown while the table is chosen
//     <p data-source>Source: … As of …</p>
//     <button type="button" data-png>PNG</button>      optional; stays hidden until this script runs if written with `hidden`
//     <script type="application/json" data-option>{payload}</script>
//   </figure>
//
// {payload} is chart.Spec.Payload(): id, height, option, narrow and print with their heights, points, light.
// Only .plot and the data-option script are required. Where there are data-view buttons, the chosen view stands in
// figure.dataset.shows ("chart" or "table") and the other is hidden; without buttons nothing is hidden here. A drawn
// figure has data-drawn. figure[data-print-width] is the width in px on paper, 704 (Letter inside its margins) without it.
//
// Colours are "token:ink-2" in the options and are read from the page's custom properties (--ink-2) at each
// drawing, so theme and contrast follow the page; on paper they come from the payload's light table.
"use strict";

(() => {
  const echarts = window.echarts;
  if (!echarts) return;

  const narrowWindow = window.matchMedia("screen and (max-width: 899.98px)");
  const darkScheme = window.matchMedia("(prefers-color-scheme: dark)");
  const paper = window.matchMedia("print");
  const paperWidth = 704;
  const colourKeys = new Set(["color", "borderColor", "backgroundColor", "textBorderColor", "shadowColor"]);
  const shapes = { square: "■", diamond: "◆", triangle: "▲", circle: "●" };

  // ---- colours -------------------------------------------------------------------------------

  // ECharts reads rgba() but not every colour CSS can write; the browser itself translates.
  function plainColour(value) {
    const probe = document.createElement("span");
    probe.hidden = true;
    probe.style.color = value;
    document.body.append(probe);
    const computed = getComputedStyle(probe).color;
    probe.remove();
    const wide = computed.match(/^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/);
    if (!wide) return computed;
    const [red, green, blue] = wide.slice(1, 4).map((part) => Math.round(Number(part) * 255));
    return `rgba(${red}, ${green}, ${blue}, ${wide[4] ?? 1})`;
  }

  // What is saved must be the server's own picture where it hides numbers that the page shows.
  const onlyStills = () => document.documentElement.dataset.pictures === "still";

  function screenColours() {
    const styles = getComputedStyle(document.documentElement);
    const known = new Map();
    return (token) => {
      if (!known.has(token)) {
        const value = styles.getPropertyValue("--" + token).trim();
        known.set(token, value ? plainColour(value) : "transparent");
      }
      return known.get(token);
    };
  }

  // Only where a colour is expected: text that happens to begin with "token:" stays text.
  function withColours(part, colour) {
    if (Array.isArray(part)) return part.map((item) => withColours(item, colour));
    if (part === null || typeof part !== "object") return part;
    const copy = {};
    for (const [key, value] of Object.entries(part)) {
      const isToken = colourKeys.has(key) && typeof value === "string" && value.startsWith("token:");
      copy[key] = isToken ? colour(value.slice(6)) : withColours(value, colour);
    }
    return copy;
  }

  // ---- one figure ----------------------------------------------------------------------------

  class Figure {
    constructor(element, payload) {
      this.element = element;
      this.payload = payload;
      this.plot = element.querySelector(".plot");
      this.live = element.querySelector("[data-live]");
      this.chart = null;
      this.current = -1; // index of the point whose tooltip is shown
      this.buildTooltip();
      this.listen();
      this.draw();
    }

    layout() {
      const p = this.payload;
      if (this.onPaper && p.print) return { option: p.print, height: p.printHeight };
      if (!this.onPaper && narrowWindow.matches && p.narrow) return { option: p.narrow, height: p.narrowHeight };
      return { option: p.option, height: p.height };
    }

    draw() {
      const { option, height } = this.layout();
      const width = this.onPaper ? Number(this.element.dataset.printWidth) || paperWidth : this.plot.clientWidth;
      this.plot.style.height = height + "px";
      if (!width) return; // not laid out yet: the resize observer calls again
      const colour = this.onPaper ? (token) => this.payload.light[token] : screenColours();
      if (this.chart) {
        this.chart.resize({ width, height });
      } else {
        this.chart = echarts.init(this.plot, null, { renderer: "svg", width, height });
        this.plot.append(this.rule, this.tooltip);
      }
      this.drawn = { option, width, height };
      this.chart.setOption(withColours(option, colour), { notMerge: true, lazyUpdate: false });
      this.hide();
      this.element.dataset.drawn = "true";
    }

    resize() {
      if (this.onPaper) return;
      const { option, height } = this.layout();
      const d = this.drawn;
      if (!d || d.option !== option || d.width !== this.plot.clientWidth || d.height !== height) this.draw();
    }

    toPaper(isPaper) {
      if (this.onPaper === isPaper) return;
      this.onPaper = isPaper;
      this.draw();
    }

    // ---- tooltip: our own elements and textContent, so that nothing in a file can be markup

    buildTooltip() {
      this.plot.style.position = "relative";
      this.rule = document.createElement("div");
      Object.assign(this.rule.style, {
        position: "absolute", width: "1px", background: "var(--ink-3)", pointerEvents: "none", zIndex: "1",
      });
      this.tooltip = document.createElement("div");
      this.tooltip.className = "chart-tooltip";
      Object.assign(this.tooltip.style, {
        position: "absolute", left: "0", top: "0", zIndex: "2", pointerEvents: "none", whiteSpace: "nowrap",
        background: "var(--surface)", color: "var(--ink)", border: "1px solid var(--ink)", borderRadius: "6px",
        padding: "6px 10px 7px", fontSize: "12px", lineHeight: "18px", fontVariantNumeric: "tabular-nums",
      });
      for (const part of [this.rule, this.tooltip]) {
        part.hidden = true;
        part.setAttribute("aria-hidden", "true");
      }
    }

    fillTooltip(point) {
      const head = document.createElement("div");
      head.textContent = point.title;
      head.style.fontWeight = "600";
      const rows = (point.lines || []).map((line) => {
        const row = document.createElement("div");
        Object.assign(row.style, { display: "flex", columnGap: "6px", alignItems: "baseline" });
        const mark = document.createElement("span");
        mark.style.width = "10px";
        mark.style.flex = "none";
        if (line.mark) {
          mark.textContent = shapes[line.shape || "square"] || shapes.square;
          mark.style.color = `var(--${line.mark})`;
        }
        const name = document.createElement("span");
        name.textContent = line.name;
        name.style.color = line.shape ? "var(--alert)" : "var(--ink-2)";
        row.append(mark, name);
        if (line.value) {
          const value = document.createElement("span");
          value.textContent = line.value;
          Object.assign(value.style, { marginLeft: "auto", paddingLeft: "16px", fontWeight: line.strong ? "650" : "500" });
          row.append(value);
        }
        return row;
      });
      this.tooltip.replaceChildren(head, ...rows);
    }

    show(index, isByKey) {
      const point = this.payload.points[index];
      if (!point || !this.chart) return;
      const grid = this.gridBox();
      const x = this.chart.convertToPixel({ xAxisIndex: 0 }, point.x);
      if (index !== this.current) this.fillTooltip(point);
      this.current = index;
      Object.assign(this.rule.style, { left: `${Math.round(x)}px`, top: `${grid.y}px`, height: `${grid.height}px` });
      this.rule.hidden = this.tooltip.hidden = false;
      const room = this.plot.clientWidth;
      const width = this.tooltip.offsetWidth;
      const left = x + 12 + width > room ? x - 12 - width : x + 12;
      this.tooltip.style.left = `${Math.round(Math.max(0, Math.min(left, room - width)))}px`;
      this.tooltip.style.top = `${grid.y}px`;
      if (isByKey && this.live) {
        const lines = (point.lines || []).map((line) => (line.value ? `${line.name} ${line.value}` : line.name));
        this.live.textContent = [point.title, ...lines].join(", ");
      }
    }

    hide() {
      this.current = -1;
      this.rule.hidden = this.tooltip.hidden = true;
    }

    gridBox() {
      const grid = this.drawn.option.grid;
      const [left, right, top, bottom] = [grid.left, grid.right, grid.top, grid.bottom].map(Number);
      return { x: left, y: top, width: this.drawn.width - left - right, height: this.drawn.height - top - bottom };
    }

    // The points within the window that is drawn: a narrow one shows only the newest months.
    visible() {
      const { min, max } = this.drawn.option.xAxis;
      const inside = (p) => p.x >= min && p.x <= max;
      return { first: this.payload.points.findIndex(inside), last: this.payload.points.findLastIndex(inside) };
    }

    nearest(event) {
      if (!this.chart) return -1;
      const box = this.plot.getBoundingClientRect();
      const at = { x: event.clientX - box.left, y: event.clientY - box.top };
      const grid = this.gridBox();
      if (at.x < grid.x || at.x > grid.x + grid.width || at.y < grid.y || at.y > grid.y + grid.height) return -1;
      const value = this.chart.convertFromPixel({ xAxisIndex: 0 }, at.x);
      const { first, last } = this.visible();
      let best = -1;
      for (let i = first; i >= 0 && i <= last; i++) {
        const away = (k) => Math.abs(this.payload.points[k].x - value);
        if (best < 0 || away(i) < away(best)) best = i;
      }
      return best;
    }

    moveByKey(event) {
      if (!this.drawn || event.ctrlKey || event.metaKey || event.altKey) return;
      const { first, last } = this.visible();
      if (first < 0) return;
      const from = this.current < 0 ? last + 1 : this.current;
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12 };
      let to;
      if (event.key in steps) to = this.current < 0 ? last : from + steps[event.key];
      else if (event.key === "Home") to = first;
      else if (event.key === "End") to = last;
      else if (event.key === "Escape" && this.current >= 0) {
        this.hide();
        event.preventDefault();
        return;
      } else return;
      event.preventDefault();
      this.show(Math.max(first, Math.min(last, to)), true);
    }

    // ---- controls

    listen() {
      const pointAt = (event) => {
        const index = this.nearest(event);
        if (index < 0) this.hide();
        else this.show(index, false);
      };
      this.plot.addEventListener("pointermove", pointAt);
      this.plot.addEventListener("pointerdown", pointAt);
      this.plot.addEventListener("pointerleave", () => this.hide());
      this.plot.addEventListener("keydown", (event) => this.moveByKey(event));
      this.plot.addEventListener("blur", () => this.hide());
      new ResizeObserver(() => this.resize()).observe(this.plot);
      this.views = [...this.element.querySelectorAll("button[data-view]")];
      for (const button of this.views) button.addEventListener("click", () => this.choose(button.dataset.view));
      if (this.views.length) this.choose(this.element.dataset.shows || "chart");
      const png = this.element.querySelector("[data-png]");
      if (png) {
        png.hidden = onlyStills() && !this.still();
        png.addEventListener("click", () => this.savePNG());
      }
    }

    choose(view) {
      this.element.dataset.shows = view;
      const picture = this.element.querySelector("[data-picture]") || this.plot;
      const table = this.element.querySelector("[data-table]");
      picture.hidden = view === "table";
      if (table) table.hidden = view !== "table";
      for (const button of this.views) {
        button.setAttribute("aria-pressed", String(button.dataset.view === view));
      }
    }

    // A picture to paste elsewhere needs its own title, source and ground.
    savePNG() {
      if (onlyStills()) return this.saveStill();
      const colour = screenColours();
      const { option, width, height } = this.drawn || {};
      if (!option) return;
      const scale = 2;
      const stage = document.createElement("div");
      const chart = echarts.init(stage, null, { renderer: "canvas", width, height, devicePixelRatio: scale });
      chart.setOption(withColours(option, colour), { notMerge: true });
      const drawing = chart.renderToCanvas({ pixelRatio: scale, backgroundColor: colour("ground") });
      const words = (selector) => (this.element.querySelector(selector)?.textContent || "").trim().replace(/\s+/g, " ");
      this.saveFramed(drawing, width, height, words("[data-title]"), words("[data-summary]"), words("[data-source]"));
      chart.dispose();
    }

    // The address of the picture that the server draws, where there is one.
    still() {
      const inside = this.element.querySelector("noscript")?.textContent || "";
      return new DOMParser().parseFromString(inside, "text/html").querySelector("img")?.getAttribute("src");
    }

    // Small numbers are hidden in what is saved, and only the server knows which: its picture and words are taken.
    async saveStill() {
      const url = new URL(this.still(), location.href);
      if (matchMedia("(prefers-color-scheme: dark)").matches) url.searchParams.set("theme", "dark");
      const drawn = new DOMParser().parseFromString(await (await fetch(url)).text(), "image/svg+xml");
      const said = (name) => drawn.querySelector(name)?.textContent || "";
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      const [title, summary] = said("title").split("\n");
      this.saveFramed(picture, picture.naturalWidth, picture.naturalHeight, title, summary || "", said("desc"));
    }

    saveFramed(drawing, width, height, title, summary, source) {
      const colour = screenColours();
      const scale = 2;
      const margin = 24;
      const family = getComputedStyle(document.body).fontFamily;
      const canvas = document.createElement("canvas");
      const pen = canvas.getContext("2d");
      const wrapped = (text, font) => {
        pen.font = font;
        const lines = [];
        for (const word of text.split(" ")) {
          const joined = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
          if (lines.length && pen.measureText(joined).width <= width) lines[lines.length - 1] = joined;
          else lines.push(word);
        }
        return lines.filter(Boolean).map((line) => ({ line, font }));
      };
      const above = [
        ...wrapped(title, `600 18px ${family}`).map((l) => ({ ...l, step: 26, colour: colour("ink") })),
        ...wrapped(summary, `400 14px ${family}`).map((l) => ({ ...l, step: 20, colour: colour("ink-2") })),
      ];
      const below = wrapped(source, `400 12px ${family}`).map((l) => ({ ...l, step: 16, colour: colour("ink-3") }));
      const tall = (lines) => lines.reduce((sum, l) => sum + l.step, 0);
      canvas.width = (width + 2 * margin) * scale;
      canvas.height = (height + tall(above) + tall(below) + 2 * margin + 20) * scale;
      pen.scale(scale, scale);
      pen.fillStyle = colour("ground");
      pen.fillRect(0, 0, canvas.width, canvas.height);
      let y = margin;
      const write = (lines) => {
        pen.textBaseline = "middle";
        for (const l of lines) {
          pen.font = l.font;
          pen.fillStyle = l.colour;
          pen.fillText(l.line, margin, y + l.step / 2);
          y += l.step;
        }
      };
      write(above);
      y += 12;
      pen.drawImage(drawing, margin, y, width, height);
      y += height + 8;
      write(below);
      canvas.toBlob((blob) => {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = `${this.payload.id}.png`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      }, "image/png");
    }
  }

  // ---- all figures ---------------------------------------------------------------------------

  const figures = [];
  for (const element of document.querySelectorAll("figure[data-chart]")) {
    const source = element.querySelector("script[data-option]");
    if (source && element.querySelector(".plot")) figures.push(new Figure(element, JSON.parse(source.textContent)));
  }

  const redraw = () => figures.forEach((figure) => figure.draw());
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "class"] });
  darkScheme.addEventListener("change", redraw);
  narrowWindow.addEventListener("change", redraw);
  // Labels were measured with a fallback if the font came later than the first drawing.
  document.fonts?.ready.then(() => document.fonts.size && redraw());

  const toPaper = (isPaper) => figures.forEach((figure) => figure.toPaper(isPaper));
  window.addEventListener("beforeprint", () => toPaper(true));
  window.addEventListener("afterprint", () => toPaper(false));
  paper.addEventListener("change", (event) => toPaper(event.matches));
  if (paper.matches) toPaper(true);
})();
