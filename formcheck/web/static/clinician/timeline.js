// The time of one video: neutral, own range and holds to be marked with the mouse, the curves below, the playhead through all.

/** @import { FaultSummary, Found } from "../shared/protocol.js" */
/** @import { Given, Lane, Span, Spans } from "./timeline_geometry.js" */

import { $, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import {
  Axis, between, clock, CurveRow, following, FOOT, grabbed, isLongEnough, LANE, laneAt, LANES, moved, ROW, valueAt,
  withSpan, zoomed,
} from "./timeline_geometry.js";

const TOP = LANES.length * LANE + 8;
const LEAST_FOR_NAME_PX = 70;
/** By how much one step of zooming brings nearer. */
export const ZOOM = 1.6;
/** Half the width of the playhead: so far beyond the ends of the lanes it may be drawn. */
const END_PX = 6;

/** @typedef {{ lane: Lane, row: number, fixed: number, span: Span }} Drag A mark that is being drawn. */

export class Timeline {
  #box;
  #seek;
  #mark;
  #now = 0;
  /** @type {Spans} */
  #spans = { baselines_s: [], ranges_s: [], holds_s: [] };
  /** @type {Given} */
  #given = { baselines_s: [], ranges_s: [], holds_s: [] };
  /** @type {Record<Lane, number | null>} Where marks begin that the keyboard has not ended yet. */
  #begun = { baselines_s: null, ranges_s: null, holds_s: null };
  /** @type {Found | null} */
  #found = null;
  /** @type {Drag | "playhead" | null} */
  #drag = null;
  /** @type {SVGTextElement[]} */
  #values = [];
  /** @type {SVGRectElement[]} */
  #growing = [];
  /** @type {SVGGElement | null} */
  #playhead = null;
  /** @type {Span | null} The part of the time that is shown; null for all of it. */
  #part = null;

  /**
   * @param {HTMLElement} box
   * @param {{ seek: (seconds: number) => void, mark: (lane: Lane, spans: Span[]) => void }} handlers
   */
  constructor(box, { seek, mark }) {
    this.#box = box;
    this.#seek = seek;
    this.#mark = mark;
    new ResizeObserver(() => this.#draw()).observe(box);
    box.addEventListener("pointerdown", (event) => this.#down(event));
    box.addEventListener("pointermove", (event) => this.#move(event));
    box.addEventListener("pointerup", (event) => this.#up(event));
    box.addEventListener("pointercancel", () => this.#drop());
    box.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    $("zoom-in").onclick = () => this.zoom(ZOOM);
    $("zoom-out").onclick = () => this.zoom(1 / ZOOM);
    $("zoom-all").onclick = () => this.#show(null);
  }

  /**
   * Brings the time nearer (a factor above 1) or takes it farther away, around where the film stands or a moment.
   * @param {number} factor
   * @param {number} [atS]
   */
  zoom(factor, atS = this.#now) {
    const { durationS, startS, endS } = this.#axis;
    const at = atS < startS || atS > endS ? (startS + endS) / 2 : atS;
    this.#show(zoomed([startS, endS], factor, at, durationS));
  }

  /** Shows the whole time again: of another video. */
  whole() {
    this.#part = null;
  }

  /** @param {Span | null} part */
  #show(part) {
    const whole = !part || part[1] - part[0] >= (this.#found?.duration_s ?? 0) - 1e-6;
    this.#part = whole ? null : part;
    this.#draw();
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!this.#found || !(event.ctrlKey || event.shiftKey || event.deltaX)) return; // it turns the page as ever
    event.preventDefault();
    const { durationS, startS, endS } = this.#axis;
    if (event.ctrlKey) return this.zoom(event.deltaY < 0 ? ZOOM : 1 / ZOOM, this.#seconds(event));
    const byPx = event.deltaX || event.deltaY;
    this.#show(moved([startS, endS], (byPx / this.#box.clientWidth) * (endS - startS), durationS));
  }

  /**
   * @param {Found} found
   * @param {Spans} spans
   * @param {Given} given
   */
  show(found, spans, given) {
    if (this.#part && this.#part[1] > (found.duration_s ?? 0)) this.#part = null;
    this.#found = found;
    this.#spans = spans;
    this.#given = given;
    this.#draw();
  }

  /** @param {number} seconds */
  at(seconds) {
    this.#now = seconds;
    if (!this.#playhead || !this.#found) return;
    if (this.#part && !this.#drag) {
      const part = following(this.#part, seconds, this.#axis.durationS);
      if (part[0] !== this.#part[0]) return this.#show(part);
    }
    this.#playhead.setAttribute("transform", `translate(${this.#axis.x(seconds)} 0)`);
    this.#found.curves.forEach((curve, n) => (this.#values[n].textContent = valueAt(curve, seconds)));
    for (const lane of LANES) this.#drawGrowing(lane);
  }

  /**
   * Marks by the keyboard: once where it begins, once where it ends. Tells whether it has begun.
   * @param {Lane} lane
   */
  toggle(lane) {
    const start = this.#begun[lane];
    this.#begun[lane] = start === null ? this.#now : null;
    if (start !== null) this.#put({ lane, row: -1, fixed: start, span: between(start, this.#now) });
    else this.#draw();
    return start === null;
  }

  get #axis() {
    const durationS = this.#found?.duration_s ?? 0;
    return new Axis(this.#box.clientWidth, durationS, this.#part ?? [0, durationS]);
  }

  /** @param {MouseEvent} event */
  #seconds(event) {
    return this.#axis.seconds(event.clientX - this.#box.getBoundingClientRect().left);
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (!this.#found || event.button !== 0) return;
    const lane = laneAt(event.clientY - this.#box.getBoundingClientRect().top);
    const seconds = this.#seconds(event);
    this.#box.setPointerCapture(event.pointerId);
    event.preventDefault();
    this.#drag = lane ? { lane, ...grabbed(this.#spans[lane], seconds, this.#axis.reachS) } : "playhead";
    if (!lane) this.#seek(seconds);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#drag) return;
    const seconds = this.#seconds(event);
    this.#seek(seconds);
    if (this.#drag === "playhead") return;
    this.#drag.span = between(this.#drag.fixed, seconds);
    this.#draw();
  }

  /** @param {PointerEvent} event */
  #up(event) {
    const drag = this.#drag;
    this.#drag = null;
    if (!drag || drag === "playhead") return;
    if (!isLongEnough(drag.span)) this.#seek(this.#seconds(event));
    this.#put(drag);
  }

  #drop() {
    this.#drag = null;
    this.#draw();
  }

  /** @param {Drag} drag */
  #put({ lane, row, span }) {
    if (isLongEnough(span)) this.#mark(lane, withSpan(this.#spans[lane], span, row));
    else this.#draw();
  }

  #draw() {
    if (!this.#found) return;
    const { curves, faults } = this.#found;
    const axis = this.#axis;
    const height = TOP + curves.length * ROW + FOOT;
    const drawing = svg("svg", {
      width: axis.width, height, viewBox: `0 0 ${axis.width} ${height}`, role: "img", "aria-label": t("review.timeline"),
    });
    // What lies outside of the part that is shown is cut off at the ends of the lanes.
    const [x, width] = [axis.left - END_PX, axis.right - axis.left + 2 * END_PX];
    const time = svg("svg", { x, width, y: 0, height, viewBox: `${x} 0 ${width} ${height}` });
    LANES.forEach((lane, n) => this.#drawLane(drawing, time, axis, lane, n));
    this.#values = curves.map((curve, n) => this.#drawCurve(drawing, time, axis, curve, TOP + n * ROW));
    drawing.append(time);
    for (const fault of faults) this.#drawFault(time, axis, fault);
    for (const s of axis.ticks) drawing.append(svg("text", { x: axis.x(s), y: height - 4, class: "tick" }, clock(s)));
    this.#growing = LANES.map((lane, n) =>
      time.appendChild(svg("rect", { y: n * LANE + 3, height: LANE - 6, rx: 6, class: `span growing ${lane}` })),
    );
    this.#playhead = time.appendChild(svg("g", { class: "playhead" }));
    const foot = height - FOOT + 12;
    this.#playhead.append(
      svg("line", { x1: 0, x2: 0, y1: 0, y2: foot - 8 }),
      svg("path", { d: `M-6 ${foot}L0 ${foot - 9}L6 ${foot}Z` }),
    );
    this.#box.replaceChildren(drawing);
    this.at(this.#now);
  }

  /**
   * @param {SVGElement} drawing
   * @param {SVGElement} time What is cut off at the ends of the lanes.
   * @param {Axis} axis
   * @param {Lane} lane
   * @param {number} n
   */
  #drawLane(drawing, time, axis, lane, n) {
    const drag = this.#drag !== "playhead" && this.#drag?.lane === lane ? this.#drag : null;
    const y = n * LANE;
    drawing.append(
      svg("text", { x: 0, y: y + LANE / 2 + 5, class: "lane-name" }, t(`review.${lane}`)),
      svg("rect", { x: axis.left, y: y + 3, width: axis.right - axis.left, height: LANE - 6, rx: 6, class: "lane" }),
    );
    const curves = this.#found?.curves.length ?? 0;
    this.#spans[lane].forEach((span, row) => {
      this.#drawSpan(time, axis, lane, drag?.row === row ? drag.span : span, n, TOP + curves * ROW, this.#given[lane][row]);
    });
    if (drag && drag.row < 0) this.#drawSpan(time, axis, lane, drag.span, n, 0, true);
  }

  /**
   * @param {SVGElement} drawing
   * @param {Axis} axis
   * @param {Lane} lane
   * @param {Span} span
   * @param {number} n
   * @param {number} foot To here it shades the curves; 0 where it does not.
   * @param {boolean} given
   */
  #drawSpan(drawing, axis, lane, [start, end], n, foot, given) {
    const [x, width] = [axis.x(start), Math.max(2, axis.x(end) - axis.x(start))];
    const [y, below] = [n * LANE, (n + 1) * LANE];
    const kind = `${lane} ${given || this.#drag ? "given" : "found"}`;
    if (foot) drawing.append(svg("rect", { x, y: below, width, height: foot - below, class: `shade ${lane}` }));
    drawing.append(svg("rect", { x, y: y + 3, width, height: LANE - 6, rx: 6, class: `span ${kind}` }));
    for (const edge of [x, x + width]) {
      drawing.append(svg("rect", { x: edge - 2.5, y: y + 6, width: 5, height: LANE - 12, rx: 2.5, class: "edge" }));
    }
    if (width <= LEAST_FOR_NAME_PX) return;
    const name = `${start.toFixed(1)}–${end.toFixed(1)} s`;
    drawing.append(svg("text", { x: x + width / 2, y: y + LANE / 2 + 5, class: "span-name" }, name));
  }

  /** @param {Lane} lane */
  #drawGrowing(lane) {
    const bar = this.#growing[LANES.indexOf(lane)];
    const start = this.#begun[lane];
    bar.toggleAttribute("hidden", start === null);
    const [from, to] = start === null ? [0, 0] : between(start, this.#now).map((s) => this.#axis.x(s));
    bar.setAttribute("x", String(from));
    bar.setAttribute("width", String(start === null ? 0 : Math.max(3, to - from)));
  }

  /**
   * @param {SVGElement} drawing
   * @param {SVGElement} time What is cut off at the ends of the lanes.
   * @param {Axis} axis
   * @param {Found["curves"][number]} curve
   * @param {number} top
   */
  #drawCurve(drawing, time, axis, curve, top) {
    const row = new CurveRow(curve, top);
    for (const { name, y, height } of row.zones) {
      if (height <= 0) continue;
      time.append(svg("rect", { x: axis.left, y, width: axis.right - axis.left, height, class: `zone ${name}` }));
    }
    time.append(svg("path", { d: row.path(axis), class: "curve" }));
    drawing.append(svg("text", { x: 0, y: top + ROW / 2 + 4, class: "lane-name" }, t(`quantity.${curve.quantity}.short`)));
    return drawing.appendChild(svg("text", { x: axis.right + 8, y: top + ROW / 2 + 5, class: "value" }));
  }

  /**
   * @param {SVGElement} drawing
   * @param {Axis} axis
   * @param {FaultSummary} fault
   */
  #drawFault(drawing, axis, fault) {
    const n = this.#found?.curves.findIndex((curve) => curve.quantity === fault.quantity) ?? -1;
    if (n < 0) return;
    const x = axis.x(fault.start_s);
    const width = Math.max(3, axis.x(fault.end_s ?? axis.durationS) - x);
    drawing.append(svg("rect", { x, y: TOP + n * ROW + 4, width, height: ROW - 10, class: "fault" }));
  }
}
