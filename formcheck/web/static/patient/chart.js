// The trend: one group of bars a practice, one bar a side. The sides differ by pattern as well as by colour.

import { t } from "../shared/texts.js";

const NS = "http://www.w3.org/2000/svg";
const SHOWN = 14;
const [WIDTH, HEIGHT, FOOT, LEFT] = [640, 220, 32, 66];

function make(name, values, text) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

export const goodSeconds = (parts, side) => parts.filter((p) => p.side === side).reduce((sum, p) => sum + p.good_s, 0);

export function draw(box, practices) {
  const shown = practices.filter((p) => p.parts.length).slice(-SHOWN);
  box.replaceChildren();
  if (!shown.length) return false;
  const most = Math.max(10, ...shown.flatMap((p) => ["left", "right"].map((side) => goodSeconds(p.parts, side))));
  const top = Math.ceil(most / 10) * 10;
  const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT + FOOT}`, preserveAspectRatio: "xMinYMid", role: "img", "aria-label": label(shown) });
  for (const value of [0, top / 2, top]) {
    const y = HEIGHT - (HEIGHT - 12) * (value / top);
    svg.append(make("line", { x1: LEFT, x2: WIDTH, y1: y, y2: y, class: "grid" }));
    svg.append(make("text", { x: LEFT - 8, y: y + 5, class: "axis end" }, `${Math.round(value)} s`));
  }
  const step = Math.min(90, (WIDTH - LEFT) / shown.length);
  shown.forEach((p, n) => {
    const x = LEFT + n * step + step / 2;
    const bar = Math.min(22, step * 0.34);
    ["left", "right"].forEach((side, k) => {
      const height = (HEIGHT - 12) * (goodSeconds(p.parts, side) / top);
      svg.append(make("rect", { x: x + (k - 1) * bar + k * 2, y: HEIGHT - height, width: bar - 1, height, rx: 3, class: `bar ${side}` }));
    });
    if (n === 0 || n === shown.length - 1 || shown.length <= 7) {
      svg.append(make("text", { x, y: HEIGHT + 25, class: "axis middle" }, day(p.started_at)));
    }
  });
  box.append(svg, legend());
  return true;
}

export const day = (iso) => new Date(iso).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });

function legend() {
  const box = document.createElement("p");
  box.className = "legend";
  for (const side of ["left", "right"]) {
    const key = document.createElement("span");
    key.className = `key ${side}`;
    const entry = document.createElement("span");
    entry.append(key, t(`stage.${side}`));
    box.append(entry);
  }
  return box;
}

function label(practices) {
  return practices
    .map((p) => `${day(p.started_at)}: ${["left", "right"].map((side) => `${t(`stage.${side}`)} ${Math.round(goodSeconds(p.parts, side))} s`).join(", ")}`)
    .join("; ");
}
