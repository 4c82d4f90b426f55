// What came of the practice, and whether it is kept.

/** @import { PracticeSent, Progress } from "../shared/protocol.js" */
/** @import { Bars } from "./chart.js" */

import { draw, goodSeconds, SIDES } from "./chart.js";
import { inWords, keep, rate, readHistory } from "./history.js";
import { $, find, make, named } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { PainScale } from "./pain.js";
import { speak } from "./voice.js";

const LEAST_FAULT_S = 2;
const LEAST_REST_S = 6; // a tenth of a minute: less would read as none

/** @returns {Required<PracticeSent>} */
function record() {
  const { progress } = practice;
  return {
    started_at: practice.startedAt ?? new Date().toISOString(),
    rest_s: practice.restS ?? 0,
    ball_s: practice.ballS ?? 0,
    hurt: Boolean(practice.pained),
    pain_before: practice.painBefore ?? null,
    pain_after: practice.painAfter ?? null,
    plan: practice.plan ?? "",
    parts: progress ? partsDone(progress) : [],
  };
}

/** @param {Progress} progress */
function partsDone({ parts, target_s: targetS }) {
  return parts.flatMap(({ side, opened: _, skipped: __, ...done }) =>
    side && (done.held_s > 0 || done.good_s > 0 || done.felt === "pain") ? [{ ...done, side, target_s: targetS }] : [],
  );
}

const painAfter = new PainScale("pain-after", (score) => {
  practice.painAfter = score;
  savePractice();
  if (practice.kept) rate(practice.kept, score).catch((error) => ($("kept").textContent = inWords(error)));
});

export const closeSummary = () => painAfter.close();

export async function openSummary() {
  const done = record();
  const hurt = done.hurt || done.parts.some((part) => part.felt === "pain");
  $("summary-pain").hidden = !hurt;
  $("summary-pain").textContent = hurt ? `${t("summary.pain")} ${t("summary.pain_tip")}` : "";
  $("in-short").textContent = inShort(done.parts);
  results(done);
  // Rest or ball alone: there is no posture to speak of.
  $("one-thing").hidden = hurt || !practice.progress;
  const [hard, tip] = hurt ? ["summary.pain", "summary.pain_tip"] : oneThing(done.parts);
  $("hardest").textContent = t(hard);
  $("tip").textContent = t(tip);
  painAfter.open(practice.painAfter ?? null);
  const asked = hurt || practice.painBefore !== undefined;
  if (asked && practice.painAfter === undefined) speak(t("pain.say_after"), { written: true });
  const others = [];
  if (done.rest_s >= LEAST_REST_S) others.push(t("summary.rested", { minutes: (done.rest_s / 60).toFixed(1) }));
  if (done.ball_s >= 1) others.push(t("summary.released", { seconds: Math.round(done.ball_s) }));
  $("others").textContent = others.join(" · ");
  const anything = done.parts.length > 0 || done.rest_s >= 1 || done.ball_s >= 1 || done.hurt || done.pain_before !== null;
  $("save").hidden = !anything || Boolean(practice.kept);
  $("kept").textContent = practice.kept ? t("summary.saved") : t("summary.not_saved");
  if (choices.keep && anything && !practice.kept) await save();
  await trend(done);
}

/**
 * The seconds of each side in one line.
 * @param {Parts} parts
 */
function inShort(parts) {
  const lines = SIDES.filter((side) => parts.some((part) => part.side === side)).map((side) => {
    const mine = parts.filter((part) => part.side === side);
    const [good, unseen] = [goodSeconds(parts, side), sum(mine, "unseen_s")];
    const target = Math.round(mine.reduce((all, part) => all + part.target_s, 0));
    const seconds = Math.floor(unseen <= good / 2 ? sum(mine, "tucked_s") : good);
    return t(unseen <= good / 2 ? "summary.short_seen" : "summary.short_held", { side: t(`stage.${side}`), seconds, target });
  });
  return lines.join(" ");
}

/** @param {Required<PracticeSent>} done */
function results({ parts }) {
  const box = $("results");
  if (parts.length === 0) {
    box.replaceChildren(make("p", { className: "lead", textContent: practice.progress ? t("summary.none") : "" }));
    return;
  }
  const cards = SIDES.filter((side) => parts.some((part) => part.side === side)).map((side) => {
    const target = parts.filter((part) => part.side === side).reduce((sum, part) => sum + part.target_s, 0);
    const mine = parts.filter((part) => part.side === side);
    const [good, tucked, held, unseen] = [goodSeconds(parts, side), sum(mine, "tucked_s"), sum(mine, "held_s"), sum(mine, "unseen_s")];
    const name = t(`stage.${side}`);
    // What could not be seen is never called good form: then it is the position that was held.
    const isSeen = unseen <= good / 2;
    const shown = isSeen ? tucked : good;
    return make(
      "div",
      { className: "card result" },
      make("h2", {}, name),
      make("p", { className: "number" }, t("summary.seconds", { seconds: Math.floor(shown) })),
      make("p", {}, t(isSeen ? "summary.tucked_of" : "summary.held_of", { seconds: Math.round(target) })),
      named(make("progress", { max: target, value: shown }), name),
      ...[...details(mine, isSeen, held, unseen), ...hipOpened(side)].map((text) => make("p", { className: "note" }, text)),
    );
  });
  box.replaceChildren(...cards);
}

/**
 * @param {Parts} parts
 * @param {boolean} isSeen
 * @param {number} held
 * @param {number} unseen
 * @returns {string[]}
 */
function details(parts, isSeen, held, unseen) {
  const lost = parts.flatMap((part) => part.lost_s ?? []);
  const lines = isSeen ? [t("summary.held", { seconds: Math.floor(held) })] : [];
  if (isSeen && unseen >= LEAST_FAULT_S) lines.push(t("summary.unseen", { seconds: Math.floor(unseen) }));
  if (lost.length) lines.push(t("summary.lost_after", { when: lost.map((after) => Math.floor(after)).join(", ") }));
  return lines;
}

/**
 * Says that the front of the hip opened, where that is sure: in words, for the number is the clinic's.
 * @param {"left" | "right"} side
 */
const hipOpened = (side) =>
  practice.progress?.parts.some((part) => part.side === side && part.opened) ? [t("summary.opened")] : [];

/** @typedef {Required<PracticeSent>["parts"]} Parts */

/**
 * @param {Parts} parts
 * @param {"tucked_s" | "held_s" | "unseen_s" | "good_s"} name
 */
const sum = (parts, name) => parts.reduce((all, part) => all + (part[name] ?? 0), 0);

/**
 * Returns the one thing to change and what helps: what lasted longest.
 * @param {Parts} parts
 * @returns {[string, string]} Keys of texts.
 */
function oneThing(parts) {
  /** @type {Record<string, number>} */
  const lasted = { tuck_lost: sum(parts, "held_s") - sum(parts, "tucked_s") - sum(parts, "unseen_s") };
  for (const { fault_s: faultS } of parts) {
    for (const [kind, seconds] of Object.entries(faultS ?? {})) lasted[kind] = (lasted[kind] ?? 0) + seconds;
  }
  const [longest] = Object.entries(lasted).sort((a, b) => b[1] - a[1]);
  if (longest[1] >= LEAST_FAULT_S) return [`fault.${longest[0]}.hardest`, `fault.${longest[0]}.tip`];
  if (sum(parts, "unseen_s") > sum(parts, "good_s") / 2) return ["summary.nothing_seen", "tip.unseen"];
  return ["summary.nothing_hard", parts.some((part) => part.felt === "no") ? "tip.felt_no" : "tip.none"];
}

export async function save() {
  try {
    practice.kept = (await keep(record())).id;
    savePractice();
    $("kept").textContent = t("summary.saved");
    hide($("save"));
  } catch (error) {
    $("kept").textContent = t("summary.failed", { why: inWords(error) });
    $("save").hidden = false;
  }
}

/** @param {Required<PracticeSent>} done */
async function trend(done) {
  /** @type {Bars[]} */
  let past = [];
  try {
    past = await readHistory();
  } catch {
    // The trend is left out; saving says why.
  }
  if (!practice.kept && done.parts.length) past.push(done);
  $("trend").hidden = past.length < 2 || !draw(find($("trend"), ".chart"), past);
}
