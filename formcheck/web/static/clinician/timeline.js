// The time of one video: neutral and holds to be marked with the mouse, the curves below, the playhead through all.

import { t } from "../shared/texts.js";

const NS = "http://www.w3.org/2000/svg";
const GUTTER = 116;
const RIGHT = 64;
const LANE = 34;
const ROW = 74;
const FOOT = 26;
const EDGE_PX = 9;
const LEAST_S = 0.2;
export const LANES = ["baselines_s", "holds_s"];

const make = (name, attributes = {}, text = "") => {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
};

const round = (value) => Math.round(value * 100) / 100;

export class Timeline {
  // box: where it is drawn; seek: called with seconds; mark: called with the lane and its new spans.
  constructor(box, { seek, mark }) {
    this.box = box;
    this.seek = seek;
    this.mark = mark;
    this.now = 0;
    this.spans = { baselines_s: [], holds_s: [] };
    this.given = { baselines_s: false, holds_s: false };
    this.open = { baselines_s: null, holds_s: null };
    this.found = null;
    this.drag = null;
    new ResizeObserver(() => this.draw()).observe(box);
    box.addEventListener("pointerdown", (event) => this.#down(event));
    box.addEventListener("pointermove", (event) => this.#move(event));
    box.addEventListener("pointerup", (event) => this.#up(event));
    box.addEventListener("pointercancel", () => this.#drop());
  }

  show(found, spans, given) {
    this.found = found;
    this.spans = spans;
    this.given = given;
    this.draw();
  }

  at(seconds) {
    this.now = seconds;
    if (this.line) {
      this.line.setAttribute("transform", `translate(${this.#x(seconds)} 0)`);
      this.found.curves.forEach((curve, n) => (this.values[n].textContent = valueAt(curve, seconds)));
      for (const lane of LANES) this.#drawOpen(lane);
    }
  }

  // The keyboard's way to mark: once where it begins, once where it ends.
  toggle(lane) {
    const start = this.open[lane];
    if (start === null) {
      this.open[lane] = this.now;
      this.draw();
      return true;
    }
    this.open[lane] = null;
    const span = [Math.min(start, this.now), Math.max(start, this.now)];
    if (span[1] - span[0] >= LEAST_S) this.#put(lane, span, -1);
    else this.draw();
    return false;
  }

  get #width() {
    return Math.max(320, this.box.clientWidth);
  }

  #x(seconds) {
    const wide = this.#width - GUTTER - RIGHT;
    return GUTTER + (seconds / Math.max(this.found.duration_s, 0.1)) * wide;
  }

  #seconds(event) {
    const x = event.clientX - this.box.getBoundingClientRect().left;
    const share = (x - GUTTER) / (this.#width - GUTTER - RIGHT);
    return round(Math.min(Math.max(share, 0), 1) * this.found.duration_s);
  }

  #lane(event) {
    const y = event.clientY - this.box.getBoundingClientRect().top;
    return LANES[Math.floor(y / LANE)] ?? null;
  }

  #down(event) {
    if (!this.found || event.button !== 0) return;
    const lane = this.#lane(event);
    const seconds = this.#seconds(event);
    this.box.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (!lane) {
      this.drag = { scrub: true };
      this.seek(seconds);
      return;
    }
    const perPx = this.found.duration_s / (this.#width - GUTTER - RIGHT);
    const near = EDGE_PX * perPx;
    const grabbed = this.spans[lane].findIndex((span) => span.some((edge) => Math.abs(seconds - edge) <= near));
    if (grabbed < 0) this.drag = { lane, row: -1, fixed: seconds, span: [seconds, seconds] };
    else {
      const [start, end] = this.spans[lane][grabbed];
      this.drag = { lane, row: grabbed, fixed: Math.abs(seconds - start) <= near ? end : start, span: [start, end] };
    }
  }

  #move(event) {
    if (!this.drag) return;
    const seconds = this.#seconds(event);
    if (this.drag.scrub) return this.seek(seconds);
    this.drag.span = [Math.min(this.drag.fixed, seconds), Math.max(this.drag.fixed, seconds)];
    this.seek(seconds);
    this.draw();
  }

  #up(event) {
    if (!this.drag) return;
    const { scrub, lane, row, span } = this.drag;
    this.drag = null;
    if (scrub) return;
    if (span[1] - span[0] >= LEAST_S) this.#put(lane, span, row);
    else {
      this.seek(this.#seconds(event));
      this.draw();
    }
  }

  #drop() {
    this.drag = null;
    this.draw();
  }

  // Put a span in place of one, or as one more: what it runs into makes way.
  #put(lane, span, row) {
    const others = this.spans[lane].filter((_, n) => n !== row).filter(([start, end]) => end < span[0] || start > span[1]);
    this.mark(lane, [...others, span.map(round)].sort((a, b) => a[0] - b[0]));
  }

  draw() {
    if (!this.found) return;
    const { curves, duration_s: duration } = this.found;
    const top = LANES.length * LANE + 8;
    const height = top + curves.length * ROW + FOOT;
    const svg = make("svg", { width: this.#width, height, viewBox: `0 0 ${this.#width} ${height}`, role: "img", "aria-label": t("review.timeline") });
    const [left, right] = [this.#x(0), this.#x(duration)];
    LANES.forEach((lane, n) => {
      const y = n * LANE;
      svg.append(make("text", { x: 0, y: y + LANE / 2 + 5, class: "lane-name" }, t(`review.${lane}`)));
      svg.append(make("rect", { x: left, y: y + 3, width: right - left, height: LANE - 6, rx: 6, class: "lane" }));
      this.spans[lane].forEach((span, row) => {
        const dragged = this.drag?.lane === lane && this.drag.row === row;
        this.#drawSpan(svg, lane, dragged ? this.drag.span : span, n, top + curves.length * ROW);
      });
      if (this.drag?.lane === lane && this.drag.row < 0) this.#drawSpan(svg, lane, this.drag.span, n, 0);
    });
    this.values = curves.map((curve, n) => this.#drawCurve(svg, curve, top + n * ROW));
    for (const fault of this.found.faults.filter((f) => f.quantity)) this.#drawFault(svg, fault, top);
    this.#drawAxis(svg, height);
    this.growing = LANES.map((lane, n) => svg.appendChild(make("rect", { y: n * LANE + 3, height: LANE - 6, rx: 6, class: `span growing ${lane}` })));
    this.line = svg.appendChild(make("g", { class: "playhead" }));
    this.line.append(make("line", { x1: 0, x2: 0, y1: 0, y2: height - FOOT + 4 }), make("path", { d: `M-6 ${height - FOOT + 12}L0 ${height - FOOT + 3}L6 ${height - FOOT + 12}Z` }));
    this.box.replaceChildren(svg);
    this.at(this.now);
  }

  #drawSpan(svg, lane, [start, end], n, foot) {
    const [x, width] = [this.#x(start), Math.max(2, this.#x(end) - this.#x(start))];
    const kind = `${lane} ${this.given[lane] || this.drag ? "given" : "found"}`;
    if (foot) svg.append(make("rect", { x, y: (n + 1) * LANE, width, height: foot - (n + 1) * LANE, class: `shade ${lane}` }));
    svg.append(make("rect", { x, y: n * LANE + 3, width, height: LANE - 6, rx: 6, class: `span ${kind}` }));
    for (const edge of [x, x + width]) svg.append(make("rect", { x: edge - 2.5, y: n * LANE + 6, width: 5, height: LANE - 12, rx: 2.5, class: "edge" }));
    if (width > 70) svg.append(make("text", { x: x + width / 2, y: n * LANE + LANE / 2 + 5, class: "span-name" }, `${start.toFixed(1)}–${end.toFixed(1)} s`));
  }

  #drawOpen(lane) {
    const bar = this.growing[LANES.indexOf(lane)];
    const start = this.open[lane];
    bar.toggleAttribute("hidden", start === null);
    if (start === null) return bar.setAttribute("width", 0);
    const [a, b] = [Math.min(start, this.now), Math.max(start, this.now)];
    bar.setAttribute("x", this.#x(a));
    bar.setAttribute("width", Math.max(3, this.#x(b) - this.#x(a)));
  }

  #drawCurve(svg, curve, y) {
    const known = curve.values_deg.filter((value) => value !== null);
    const edges = [...curve.green, ...curve.yellow].filter((value) => value !== null);
    const low = Math.min(...known, ...edges) - 3;
    const high = Math.max(...known, ...edges) + 3;
    const place = (value) => y + 6 + (1 - (Math.min(Math.max(value, low), high) - low) / (high - low)) * (ROW - 14);
    const [left, right] = [this.#x(0), this.#x(this.found.duration_s)];
    const band = (from, to, name) => {
      const [a, b] = [place(to ?? high), place(from ?? low)];
      if (b > a) svg.append(make("rect", { x: left, y: a, width: right - left, height: b - a, class: `zone ${name}` }));
    };
    band(null, null, "red");
    band(curve.yellow[0], curve.yellow[1], "yellow");
    band(curve.green[0], curve.green[1], "green");
    let path = "";
    let pen = "M";
    curve.times_s.forEach((time, n) => {
      const value = curve.values_deg[n];
      if (value === null) return (pen = "M");
      path += `${pen}${this.#x(time).toFixed(1)} ${place(value).toFixed(1)}`;
      pen = "L";
    });
    svg.append(make("path", { d: path, class: "curve" }));
    svg.append(make("text", { x: 0, y: y + ROW / 2 + 4, class: "lane-name" }, t(`quantity.${curve.quantity}.short`)));
    return svg.appendChild(make("text", { x: right + 8, y: y + ROW / 2 + 5, class: "value" }));
  }

  #drawFault(svg, fault, top) {
    const n = this.found.curves.findIndex((curve) => curve.quantity === fault.quantity);
    if (n < 0) return;
    const x = this.#x(fault.start_s);
    const width = Math.max(3, this.#x(fault.end_s ?? this.found.duration_s) - x);
    svg.append(make("rect", { x, y: top + n * ROW + 4, width, height: ROW - 10, class: "fault" }));
  }

  #drawAxis(svg, height) {
    const duration = this.found.duration_s;
    const step = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300].find((s) => duration / s <= this.#width / 90) ?? 600;
    for (let s = 0; s <= duration; s += step) {
      svg.append(make("text", { x: this.#x(s), y: height - 4, class: "tick" }, clock(s)));
    }
  }
}

export function clock(seconds) {
  const whole = Math.floor(seconds / 60);
  const rest = (seconds - whole * 60).toFixed(1).padStart(4, "0");
  return `${whole}:${rest}`;
}

function valueAt({ times_s: times, values_deg: values }, seconds) {
  let [low, high] = [0, times.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < seconds) low = middle + 1;
    else high = middle;
  }
  const value = values[low];
  return value === null || value === undefined ? "–" : `${Math.round(value)}°`.replace("-", "−");
}
