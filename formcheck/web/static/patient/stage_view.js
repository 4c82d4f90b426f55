// What is seen of the lunge beside the picture: the ring, one word, why the ring stands still, what is still missing.

/** @import { Answer, Phrase } from "../shared/protocol.js" */
/** @import { Trouble } from "./watch.js" */

import { $, find, make, named, put } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { showDial } from "./dial.js";
import { showMove } from "./learn.js";
import { settings, t, has } from "../shared/texts.js";

/** @typedef {"pass" | "degrade" | "block"} Level */
/** @typedef {{ name: string, level: Level, fix: Phrase | null }} Tick */

/** @type {Record<Level, string>} */
const SIGN = { pass: "✓", degrade: "!", block: "✗" };
const RING = 101; // a little more than pathLength, so that an empty ring shows no dot
/** From these stages the neutral and the own range can be found again. */
export const AGAIN_STAGES = ["still", "calibrate", "tuck", "hold"];

/** The practice pauses: nothing runs, and nothing is green. */
export function showPaused() {
  const { dataset } = find(document, '[data-view="stage"]');
  dataset.running = dataset.holding = "false";
  put($("word"), t("word.paused"));
  put($("why"), t("stage.paused"));
}

/**
 * Shows what is being held at once, so that a hand is not taken down too soon.
 * @param {Answer["hands"]} hands
 * @param {string} [box] Id of where.
 */
export function showHands({ held }, box = "hands") {
  const { dataset } = $(box);
  if (held) dataset.held = held;
  else delete dataset.held;
}

/**
 * Shows what has stopped by itself: nothing runs meanwhile, and nothing is green.
 * @param {Trouble | null} trouble
 */
export function showTrouble(trouble) {
  const { dataset } = find(document, '[data-view="stage"]');
  if (!trouble) {
    delete dataset.trouble;
    return;
  }
  dataset.trouble = trouble;
  dataset.running = dataset.holding = "false";
  put($("word"), t("trouble.word"));
  put($("why"), t(`trouble.${trouble}`));
}

/** @param {Answer} answer */
export function showStage(answer) {
  const { stage, progress, running, holding, good_s: good, held_s: held, tucked_s: tucked, count } = answer;
  const { dataset } = find(document, '[data-view="stage"]');
  dataset.stage = stage;
  dataset.running = String(running);
  dataset.holding = String(holding);
  const [number, total] = [Math.min(progress.now + 1, progress.parts.length), progress.parts.length];
  const where = answer.side ? ` · ${t(`stage.${answer.side}`)}` : "";
  put($("part"), t("stage.part", { number, total }) + where);
  fillRing("ring-held", held / progress.target_s);
  fillRing("ring-fill", tucked / progress.target_s);
  const counting = stage === "countdown";
  put($("number"), String(counting ? count : Math.floor(good)));
  put($("ring-text"), counting ? "" : t("stage.of", { seconds: Math.round(progress.target_s) }));
  showLayers(answer);
  put($("word"), word(answer));
  put($("why"), (stage === "hold" ? answer.why : answer.why ?? answer.message)?.text ?? (stage === "calibrate" ? t("stage.range_why") : ""));
  showTicks(answer);
  showDial(answer);
  showPosture(answer);
  if (AGAIN_STAGES.includes(stage)) $("again").hidden = false;
  else hide($("again"));
  if (stage === "calibrate") put($("skip"), t("stage.without_range"));
  else put($("skip"), t(progress.now + 1 < progress.parts.length ? "stage.skip" : "app.skip"));
}

/**
 * @param {string} id
 * @param {number} share
 */
function fillRing(id, share) {
  $(id, SVGElement).style.strokeDashoffset = String(RING - Math.min(RING, RING * share));
}

/** @param {Answer} answer What of the ring is the position that was held, and what the tuck. */
function showLayers({ stage, count, held_s: held, tucked_s: tucked, tuck }) {
  const box = $("layers");
  box.hidden = stage !== "hold" && !(stage === "calibrate" && count > 0);
  if (stage === "calibrate") return put(box, t("stage.range_left", { seconds: count }));
  if (box.hidden) return;
  const seconds = { held: Math.floor(held), tucked: Math.floor(tucked) };
  put(box, t(tuck === "unseen" ? "stage.position_only" : "stage.layers", seconds));
}

/** @param {Answer} answer */
function word({ stage, running, holding, faults, asked }) {
  if (stage === "hold" && holding && !running) return t("fault.tuck_lost.word");
  const key = `fault.${faults[0]}.word`;
  if (stage === "calibrate" && !asked && has(key)) return t(key);
  if (stage === "hold" && !running) {
    return t(has(key) ? key : "word.paused");
  }
  return t(`word.${asked ?? stage}`);
}

/**
 * Shows what is meant, while it is asked for.
 * @param {Answer} answer
 */
function showPosture({ asked, facing }) {
  const picture = $("posture");
  picture.hidden = !asked;
  if (!asked) return;
  picture.dataset.posture = asked;
  picture.dataset.mirrored = String(facing === "right"); // as the person sees themselves in the mirror
  named(picture, t(`posture.${asked}`));
  showMove($("posture-move", HTMLImageElement), asked);
}

/** @param {Answer} answer */
function showTicks(answer) {
  const list = $("ticks");
  list.hidden = !["setup", "turn"].includes(answer.stage);
  if (list.hidden) return;
  const rows = ticks(answer);
  const signature = settings.language + rows.map((row) => row.name + row.level).join();
  if (list.dataset.shown === signature) return;
  list.dataset.shown = signature;
  list.replaceChildren(...rows.map(tickRow));
}

/**
 * @param {Answer} answer
 * @returns {Tick[]}
 */
function ticks({ stage, gates, kneeling, rear_is_near: near }) {
  /** @type {Tick[]} */
  const all = gates.map(({ name, level, fix }) => ({ name, level, fix }));
  all.push({ name: "kneeling", level: kneeling ? "pass" : "block", fix: null });
  if (near !== null) all.push({ name: "near", level: near ? "pass" : "degrade", fix: null });
  return stage === "turn" ? all.filter((row) => row.level !== "pass") : all; // on the other side, what is well is known
}

/** @param {Tick} tick */
function tickRow({ name, level, fix }) {
  const sign = named(make("span", { className: "sign", textContent: SIGN[level] }), t(`gate.${level}`));
  sign.setAttribute("role", "img");
  return make("li", { className: level, title: level === "block" && fix ? fix.text : "" }, sign, t(`gate.${name}`));
}
