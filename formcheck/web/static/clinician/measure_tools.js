// A free measurement on the paused picture: an angle of three points, or a line against the vertical, kept in the note.

import { $, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { clock, degrees } from "./timeline_geometry.js";

/** @typedef {[x: number, y: number]} Point Pixels, y down. */
/** @typedef {"angle" | "line"} Tool */

/** @type {Record<Tool, number>} How many points each takes. */
const POINTS = { angle: 3, line: 2 };

/**
 * Returns the angle at the second of three points, degrees.
 * @param {Point[]} points
 */
export function angleAt([a, b, c]) {
  const turn = Math.atan2(c[1] - b[1], c[0] - b[0]) - Math.atan2(a[1] - b[1], a[0] - b[0]);
  const full = Math.abs((turn * 180) / Math.PI) % 360;
  return full > 180 ? 360 - full : full;
}

/**
 * Returns how far a line is from the vertical, degrees, 0-90.
 * @param {Point[]} points
 */
export function fromVertical([a, b]) {
  return (Math.atan2(Math.abs(b[0] - a[0]), Math.abs(b[1] - a[1])) * 180) / Math.PI;
}

export class MeasureTools {
  #layer = $("measures", SVGSVGElement);
  #film = $("film", HTMLVideoElement);
  #write;
  /** @type {Tool | null} */
  #tool = null;
  /** @type {Point[]} */
  #points = [];

  /** @param {(line: string) => void} write Puts a line into the note. */
  constructor(write) {
    this.#write = write;
    for (const tool of /** @type {Tool[]} */ (["angle", "line"])) {
      $(`measure-${tool}`).onclick = () => this.#choose(this.#tool === tool ? null : tool);
    }
    this.#layer.addEventListener("pointerdown", (event) => this.#add(event));
    for (const event of ["play", "seeked"]) this.#film.addEventListener(event, () => this.close());
    addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  close() {
    this.#choose(null);
  }

  /** @param {Tool | null} tool */
  #choose(tool) {
    if (!tool && !this.#tool) return;
    this.#tool = tool;
    this.#points = [];
    for (const name of Object.keys(POINTS)) $(`measure-${name}`).setAttribute("aria-pressed", String(name === tool));
    this.#layer.toggleAttribute("hidden", !tool);
    this.#layer.replaceChildren();
    $("joints-said").textContent = tool ? t(`review.measure_${tool}_how`) : "";
    if (!tool) return;
    this.#film.pause();
    this.#layer.setAttribute("viewBox", `0 0 ${this.#film.videoWidth || 1} ${this.#film.videoHeight || 1}`);
  }

  /** @param {PointerEvent} event */
  #add(event) {
    if (!this.#tool) return;
    event.preventDefault();
    if (this.#points.length === POINTS[this.#tool]) this.#points = [];
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.#layer.getScreenCTM()?.inverse());
    this.#points.push([x, y]);
    const whole = this.#points.length === POINTS[this.#tool];
    const value = whole ? degrees(this.#tool === "angle" ? angleAt(this.#points) : fromVertical(this.#points)) : "";
    this.#draw(value);
    if (whole) this.#write(t(`review.measure_${this.#tool}_note`, { time: clock(this.#film.currentTime), value }));
  }

  /** @param {string} value */
  #draw(value) {
    const size = this.#film.videoWidth / 70;
    const dots = this.#points.map(([x, y]) => svg("circle", { cx: x, cy: y, r: size / 2, class: "measured" }));
    const line = svg("polyline", { points: this.#points.join(" "), class: "measured", "stroke-width": size / 4 });
    const [x, y] = this.#points[this.#points.length > 1 ? 1 : 0];
    const name = svg("text", { x: x + size, y: y - size, class: "measured", "font-size": size * 2.2 }, value);
    this.#layer.replaceChildren(line, ...dots, name);
  }
}
