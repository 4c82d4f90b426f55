// Degrees over the weeks: a line for each side, by the day. The sides differ by mark as well as by colour.

import { day, legend, SIDES } from "./chart.js";
import { make, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/** @typedef {import("./chart.js").Side} Side */
/** @typedef {{ at: number, deg: number, sd?: number }} Point When, in milliseconds, how large, and how sure. */
/** @typedef {{ started_at: string, parts: Part[] }} Practised */
/**
 * @typedef {object} Part
 * @property {string} side
 * @property {number | null} [own_tuck_deg]
 * @property {number | null} [hip_extension_deg]
 * @property {number | null} [hip_extension_sd_deg]
 */

const [WIDTH, HEIGHT, FOOT, LEFT, TOP, RIGHT] = [640, 220, 32, 66, 14, 46];
const LEAST = 2;
const MARK = 7;
const SURE = 1.96;

/**
 * The own tuck of one side at each practice in which it was read: the last time in it.
 * @param {Practised[]} practices
 * @param {string} side
 * @returns {Point[]}
 */
export function ownTucks(practices, side) {
  return practices.flatMap(({ started_at: at, parts }) => {
    const read = parts.filter((part) => part.side === side && typeof part.own_tuck_deg === "number");
    return read.length ? [{ at: Date.parse(at), deg: Number(read[read.length - 1].own_tuck_deg) }] : [];
  });
}

/**
 * The hip extension of one side at each practice in which it was measured: the furthest in it.
 * @param {Practised[]} practices
 * @param {string} side
 * @returns {Point[]}
 */
export function hipExtensions(practices, side) {
  return practices.flatMap(({ started_at: at, parts }) => {
    const read = parts.flatMap(({ side: own, hip_extension_deg: deg, hip_extension_sd_deg: sd }) =>
      own === side && typeof deg === "number" ? [{ at: Date.parse(at), deg, sd: sd ?? 0 }] : [],
    );
    return read.length ? [read.reduce((best, one) => (one.deg > best.deg ? one : best))] : [];
  });
}

/**
 * Draws it; false where no side was read twice.
 * @param {HTMLElement} box
 * @param {Practised[]} practices
 * @param {(practices: Practised[], side: string) => Point[]} read
 * @param {string} note
 */
export function drawWeeks(box, practices, read, note) {
  box.replaceChildren();
  const lines = SIDES.map((side) => ({ side, points: read(practices, side) })).filter(({ points }) => points.length >= LEAST);
  if (!lines.length) return false;
  const all = lines.flatMap(({ points }) => points);
  const ends = all.flatMap(({ deg, sd = 0 }) => [deg - SURE * sd, deg + SURE * sd]);
  const [top, foot] = [Math.max(4, 2 * Math.ceil(Math.max(...ends) / 2)), Math.min(0, 2 * Math.floor(Math.min(...ends) / 2))];
  const [first, last] = [Math.min(...all.map(({ at }) => at)), Math.max(...all.map(({ at }) => at))];
  const x = (/** @type {number} */ at) => LEFT + 20 + ((WIDTH - LEFT - RIGHT - 20) * (at - first)) / Math.max(1, last - first);
  const y = (/** @type {number} */ deg) => HEIGHT - ((HEIGHT - TOP) * (deg - foot)) / (top - foot);
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": label(lines) });
  for (const value of foot < 0 ? [foot, 0, top] : [0, top / 2, top]) {
    picture.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "grid" }));
    picture.append(svg("text", { x: LEFT - 8, y: y(value) + 5, class: "axis end" }, `${value}°`));
  }
  const days = [...new Map([first, last].map((at) => [day(new Date(at).toISOString()), at])).entries()];
  for (const [text, at] of days) picture.append(svg("text", { x: x(at), y: HEIGHT + 25, class: "axis middle" }, text));
  for (const { side, points } of lines) {
    picture.append(svg("polyline", { class: `own ${side}`, points: points.map(({ at, deg }) => `${x(at)},${y(deg)}`).join(" ") }));
    for (const { at, deg, sd = 0 } of points) {
      if (sd) picture.append(svg("line", { x1: x(at), x2: x(at), y1: y(deg - SURE * sd), y2: y(deg + SURE * sd), class: `own-sd ${side}` }));
      picture.append(mark(side, x(at), y(deg)));
    }
  }
  box.append(picture, legend(), make("p", { className: "note" }, note));
  return true;
}

/**
 * @param {Side} side
 * @param {number} x
 * @param {number} y
 */
function mark(side, x, y) {
  if (side === "left") return svg("circle", { cx: x, cy: y, r: MARK, class: "own-mark left" });
  return svg("rect", { x: x - MARK, y: y - MARK, width: 2 * MARK, height: 2 * MARK, class: "own-mark right" });
}

/** @param {{ side: Side, points: Point[] }[]} lines */
function label(lines) {
  return lines
    .map(({ side, points }) => `${t(`stage.${side}`)}: ${points.map((point) => `${day(new Date(point.at).toISOString())} ${degrees(point)}`).join(", ")}`)
    .join("; ");
}

/** @param {Point} point */
const degrees = ({ deg, sd = 0 }) => `${deg.toFixed(1)}°${sd ? ` ± ${(SURE * sd).toFixed(1)}°` : ""}`;
