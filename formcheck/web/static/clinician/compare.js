// Two visits side by side in step: two films, their curves over each other.

/** @import { Curve, ComparedVisit } from "../shared/protocol.js" */
/** @import { Align } from "./steps_in_time.js" */

import { Lost, Refusal } from "../shared/api.js";
import { $, svg } from "../shared/dom.js";
import { speakLanguage } from "../shared/language.js";
import { t } from "../shared/texts.js";
import { visit, visitFilm, visits } from "./server.js";
import { placeIn, sharedTime, zeroOf } from "./steps_in_time.js";
import { Axis, clock, CurveRow, FOOT, ROW, valueAt } from "./timeline_geometry.js";

const SIDES = /** @type {const} */ (["a", "b"]);
const NAMES = { a: "first", b: "second" };
/** Films that are farther apart than this are brought together again while they play, seconds. */
const APART_S = 0.1;

/** @typedef {"a" | "b"} Side */
/** @typedef {{ visit: ComparedVisit, film: HTMLVideoElement, zeroS: number, durationS: number }} Shown */

/** @type {Partial<Record<Side, Shown>>} */
const shown = {};
let nowS = 0;
let playing = false;
/** @type {number | null} When the films were last told to go on, and from where. */
let since = null;
let startS = 0;

const both = () => SIDES.flatMap((side) => shown[side] ?? []);
const span = () => sharedTime(both());

/** @param {number} seconds */
function goTo(seconds) {
  const [from, to] = span();
  nowS = Math.min(Math.max(seconds, from), to);
  for (const film of both()) film.film.currentTime = placeIn(film, nowS);
  tell();
}

function play() {
  const [from, to] = span();
  playing = !playing && both().length > 0;
  $("play").setAttribute("aria-pressed", String(playing));
  if (!playing) {
    for (const { film } of both()) film.pause();
    return goTo(nowS);
  }
  if (nowS >= to - 0.05) goTo(from);
  since = performance.now();
  startS = nowS;
  requestAnimationFrame(follow);
}

/** The clock leads; a film plays while the clock is within it, and is put where it belongs when it strays. */
function follow() {
  if (!playing || since === null) return;
  nowS = startS + (performance.now() - since) / 1000;
  const [, to] = span();
  for (const film of both()) {
    const inside = nowS + film.zeroS >= 0 && nowS + film.zeroS < film.durationS;
    if (inside && film.film.paused) film.film.play().catch(() => {});
    if (!inside && !film.film.paused) film.film.pause();
    const place = placeIn(film, nowS);
    if (!film.film.seeking && Math.abs(film.film.currentTime - place) > APART_S) film.film.currentTime = place;
  }
  if (nowS >= to) {
    nowS = to;
    play();
    return;
  }
  tell();
  requestAnimationFrame(follow);
}

/** @type {SVGElement | null} */
let playhead = null;
/** @type {{ text: SVGElement, curve: Curve, film: Shown }[]} */
let values = [];

function tell() {
  const slider = $("time", HTMLInputElement);
  slider.value = String(nowS);
  $("clock").textContent = `${nowS < 0 ? "−" : ""}${clock(Math.abs(nowS))}`;
  playhead?.setAttribute("transform", `translate(${axis().x(nowS)} 0)`);
  for (const { text, curve, film } of values) text.textContent = valueAt(curve, nowS + film.zeroS);
}

const axis = () => new Axis($("curves").clientWidth, span()[1] - span()[0], span());

function draw() {
  const box = $("curves");
  const [from, to] = span();
  const slider = $("time", HTMLInputElement);
  [slider.min, slider.max] = [String(from), String(to)];
  values = [];
  const films = both();
  const names = [...new Set(films.flatMap(({ visit: { found } }) => found.curves.map((curve) => curve.quantity)))];
  const across = axis();
  const height = names.length * ROW + FOOT;
  const drawing = svg("svg", { width: across.width, height, viewBox: `0 0 ${across.width} ${height}`, role: "img", "aria-label": t("compare.curves") });
  names.forEach((name, n) => drawRow(drawing, across, name, n * ROW));
  for (const s of across.ticks) drawing.append(svg("text", { x: across.x(s), y: height - 4, class: "tick" }, `${s < 0 ? "−" : ""}${clock(Math.abs(s))}`));
  playhead = drawing.appendChild(svg("g", { class: "playhead" }));
  playhead.append(svg("line", { x1: 0, x2: 0, y1: 0, y2: height - FOOT }));
  box.replaceChildren(drawing);
  tell();
}

/**
 * @param {SVGElement} drawing
 * @param {Axis} across
 * @param {string} name
 * @param {number} top
 */
function drawRow(drawing, across, name, top) {
  const found = SIDES.flatMap((side) => {
    const film = shown[side];
    const curve = film?.visit.found.curves.find((other) => other.quantity === name);
    return film && curve ? [{ side, film, curve }] : [];
  });
  // One scale for both: that of all their values.
  const all = { ...found[0].curve, times_s: [], values_deg: found.flatMap(({ curve }) => curve.values_deg) };
  const row = new CurveRow(all, top);
  for (const zone of row.zones) {
    if (zone.height <= 0) continue;
    drawing.append(svg("rect", { x: across.left, y: zone.y, width: across.right - across.left, height: zone.height, class: `zone ${zone.name}` }));
  }
  found.forEach(({ side, film, curve }, n) => {
    const times = curve.times_s.map((time) => (time === null ? null : time - film.zeroS));
    drawing.append(svg("path", { d: row.path(across, times, curve.values_deg), class: `curve ${NAMES[side]}` }));
    const text = svg("text", { x: across.right + 8, y: top + ROW / 2 + (n ? 16 : -4), class: `value ${NAMES[side]}` });
    values.push({ text: drawing.appendChild(text), curve, film });
  });
  drawing.append(svg("text", { x: 0, y: top + ROW / 2 + 4, class: "lane-name" }, t(`quantity.${name}.short`)));
}

/** @param {Side} side */
async function choose(side) {
  const key = $(`visit-${side}`, HTMLSelectElement).value;
  const film = $(`film-${side}`, HTMLVideoElement);
  if (!key) return;
  const chosen = await visit(key);
  shown[side] = { visit: chosen, film, zeroS: 0, durationS: chosen.found.duration_s ?? 0 };
  film.src = visitFilm(key);
  film.addEventListener("loadedmetadata", () => goTo(nowS), { once: true });
  $(`verdict-${side}`).textContent = chosen.verdict;
  align();
}

function align() {
  const how = /** @type {Align} */ ($("align", HTMLSelectElement).value);
  for (const film of both()) film.zeroS = zeroOf(film.visit.found, how);
  draw();
  goTo(Math.max(0, span()[0]));
}

/** Fills both lists; what the address names is chosen first, or else the first and the last visit. */
async function fill() {
  const all = await visits();
  const asked = new URLSearchParams(location.search);
  const firsts = { a: all[0]?.key, b: all[all.length - 1]?.key };
  for (const side of SIDES) {
    const list = $(`visit-${side}`, HTMLSelectElement);
    const before = list.value || asked.get(side) || firsts[side] || "";
    list.replaceChildren(...all.map(({ key, day, patient, name }) => new Option([day, patient, name].filter(Boolean).join(" · "), key)));
    if (all.some(({ key }) => key === before)) list.value = before;
  }
  if (all.length < 2) $("said").textContent = t("compare.too_few");
  for (const side of SIDES) if (all.length) await choose(side);
}

/** @param {() => Promise<void>} what */
async function attempt(what) {
  $("said").textContent = "";
  try {
    await what();
  } catch (error) {
    $("said").textContent = error instanceof Lost ? t("review.lost") : error instanceof Refusal ? error.message || t("review.refused") : String(error);
  }
}

async function main() {
  wire(); // before the words are there: what is pressed meanwhile is not lost
  await speakLanguage("compare.title", () => attempt(fill));
  await attempt(fill);
}

function wire() {
  $("play").onclick = play;
  $("align").onchange = align;
  const slider = $("time", HTMLInputElement);
  slider.oninput = () => {
    if (playing) play();
    goTo(slider.valueAsNumber);
  };
  $("curves").addEventListener("pointerdown", (event) => {
    if (playing) play();
    goTo(axis().seconds(event.clientX - $("curves").getBoundingClientRect().left));
  });
  for (const side of SIDES) $(`visit-${side}`).onchange = () => attempt(() => choose(side));
  new ResizeObserver(draw).observe($("curves"));
  addEventListener("keydown", (event) => {
    if (/** @type {Element} */ (event.target).closest("select, button, input, a")) return;
    if (event.key === " ") play();
    else if (event.key.startsWith("Arrow")) goTo(nowS + (event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0) / (event.shiftKey ? 1 : 25));
    else return;
    event.preventDefault();
  });
}

main();
