// The own full tuck over the weeks: a line for each side, by the day. The sides differ by mark as well as by colour.

import { day, legend, SIDES } from "./chart.js";
import { make, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/** @typedef {import("./chart.js").Side} Side */
/** @typedef {{ at: number, deg: number }} Point When, in milliseconds, and how large. */
/** @typedef {{ started_at: string, parts: { side: string, own_tuck_deg?: number | null }[] }} Practised */

const [WIDTH, HEIGHT, FOOT, LEFT, TOP, RIGHT] = [640, 220, 32, 66, 14, 46];
const LEAST = 2;
const MARK = 7;

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
 * Draws it; false where no side was read twice.
 * @param {HTMLElement} box
 * @param {Practised[]} practices
 */
export function drawOwnTuck(box, practices) {
  box.replaceChildren();
  const lines = SIDES.map((side) => ({ side, points: ownTucks(practices, side) })).filter(({ points }) => points.length >= LEAST);
  if (!lines.length) return false;
  const all = lines.flatMap(({ points }) => points);
  const top = Math.max(4, 2 * Math.ceil(Math.max(...all.map(({ deg }) => deg)) / 2));
  const [first, last] = [Math.min(...all.map(({ at }) => at)), Math.max(...all.map(({ at }) => at))];
  const x = (/** @type {number} */ at) => LEFT + 20 + ((WIDTH - LEFT - RIGHT - 20) * (at - first)) / Math.max(1, last - first);
  const y = (/** @type {number} */ deg) => HEIGHT - ((HEIGHT - TOP) * deg) / top;
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": label(lines) });
  for (const value of [0, top / 2, top]) {
    picture.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "grid" }));
    picture.append(svg("text", { x: LEFT - 8, y: y(value) + 5, class: "axis end" }, `${value}°`));
  }
  for (const at of [first, last]) picture.append(svg("text", { x: x(at), y: HEIGHT + 25, class: "axis middle" }, day(new Date(at).toISOString())));
  for (const { side, points } of lines) {
    picture.append(svg("polyline", { class: `own ${side}`, points: points.map(({ at, deg }) => `${x(at)},${y(deg)}`).join(" ") }));
    for (const { at, deg } of points) picture.append(mark(side, x(at), y(deg)));
  }
  box.append(picture, legend(), make("p", { className: "note" }, t("history.own_tuck_note")));
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
    .map(({ side, points }) => `${t(`stage.${side}`)}: ${points.map(({ at, deg }) => `${day(new Date(at).toISOString())} ${deg.toFixed(1)}°`).join(", ")}`)
    .join("; ");
}
