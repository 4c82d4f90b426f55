// The trend: one group of bars a practice, one bar a side. The sides differ by pattern as well as by colour.

/** @typedef {"left" | "right"} Side */
/** @typedef {{ side: Side, good_s: number }} Bar What was held on one side. */
/** @typedef {{ started_at: string, parts: Bar[] }} Bars One practice. */

import { make, svg } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const SHOWN = 14;
const [WIDTH, HEIGHT, FOOT, LEFT] = [640, 220, 32, 66];
/** A letter at its largest, which is on a phone: the picture is small there. */
const LETTER = 13;

/** @type {Side[]} */
export const SIDES = ["left", "right"];

/**
 * Seconds in good form on one side.
 * @param {Bar[]} parts
 * @param {Side} side
 */
export const goodSeconds = (parts, side) => parts.filter((p) => p.side === side).reduce((sum, p) => sum + p.good_s, 0);

/**
 * Draws the practices that have a lunge; false where there is none.
 * @param {HTMLElement} box
 * @param {Bars[]} practices
 */
export function draw(box, practices) {
  const shown = practices.filter((p) => p.parts.length).slice(-SHOWN);
  box.replaceChildren();
  if (!shown.length) return false;
  const most = Math.max(10, ...shown.flatMap((p) => SIDES.map((side) => goodSeconds(p.parts, side))));
  const top = Math.ceil(most / 10) * 10;
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": label(shown) });
  for (const value of [0, top / 2, top]) {
    const y = HEIGHT - (HEIGHT - 12) * (value / top);
    picture.append(svg("line", { x1: LEFT, x2: WIDTH, y1: y, y2: y, class: "grid" }));
    picture.append(svg("text", { x: LEFT - 8, y: y + 5, class: "axis end" }, `${Math.round(value)} s`));
  }
  const step = Math.min(90, (WIDTH - LEFT) / shown.length);
  const labelled = withRoom(shown.map((p) => day(p.started_at)), step);
  shown.forEach((p, n) => {
    const x = LEFT + n * step + step / 2;
    const bar = Math.min(22, step * 0.34);
    SIDES.forEach((side, k) => {
      const height = (HEIGHT - 12) * (goodSeconds(p.parts, side) / top);
      picture.append(svg("rect", { x: x + (k - 1) * bar + k * 2, y: HEIGHT - height, width: bar - 1, height, rx: 3, class: `bar ${side}` }));
    });
    if (labelled.has(n)) picture.append(svg("text", { x, y: HEIGHT + 25, class: "axis middle" }, day(p.started_at)));
  });
  box.append(picture, legend());
  return true;
}

/**
 * Which days are written below their bars, so that none runs into the next: from the last one back.
 * @param {string[]} days
 * @param {number} step From one to the next, units of the picture.
 */
export function withRoom(days, step) {
  const needed = LETTER * Math.max(...days.map((text) => text.length)) + LETTER;
  const every = Math.max(1, Math.ceil(needed / step));
  return new Set(days.map((_, n) => n).filter((n) => (days.length - 1 - n) % every === 0));
}

/** @param {string} iso */
export const day = (iso) => new Date(iso).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });

export function legend() {
  const box = make("p", { className: "legend" });
  for (const side of SIDES) {
    box.append(make("span", {}, make("span", { className: `key ${side}` }), t(`stage.${side}`)));
  }
  return box;
}

/** @param {Bars[]} practices */
function label(practices) {
  return practices
    .map((p) => `${day(p.started_at)}: ${SIDES.map((side) => `${t(`stage.${side}`)} ${Math.round(goodSeconds(p.parts, side))} s`).join(", ")}`)
    .join("; ");
}
