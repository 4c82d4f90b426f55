// What came of the practice, and whether it is kept.

/** @import { PracticeSent, Progress } from "../shared/protocol.js" */
/** @import { Bars } from "./chart.js" */

import { draw, goodSeconds, SIDES } from "./chart.js";
import { inWords, keep, readHistory } from "./history.js";
import { $, find, make, named } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { t } from "../shared/texts.js";

const LEAST_FAULT_S = 2;
const LEAST_REST_S = 6; // a tenth of a minute: less would read as none

/** @returns {Required<PracticeSent>} */
function record() {
  const { progress } = practice;
  return {
    started_at: practice.startedAt ?? new Date().toISOString(),
    rest_s: practice.restS ?? 0,
    ball_s: practice.ballS ?? 0,
    parts: progress ? partsDone(progress) : [],
  };
}

/** @param {Progress} progress */
function partsDone({ parts, target_s: targetS }) {
  return parts.flatMap(({ side, good_s: goodS, felt, fault_s: faultS }) =>
    side && goodS > 0 ? [{ side, good_s: goodS, felt, fault_s: faultS, target_s: targetS }] : [],
  );
}

export async function openSummary() {
  const done = record();
  results(done);
  const kind = hardest(done.parts);
  $("hardest").textContent = kind ? t(`fault.${kind}.hardest`) : t("summary.nothing_hard");
  const unfelt = done.parts.some((p) => p.felt === "no");
  $("tip").textContent = t(kind ? `fault.${kind}.tip` : unfelt ? "tip.felt_no" : "tip.none");
  const others = [];
  if (done.rest_s >= LEAST_REST_S) others.push(t("summary.rested", { minutes: (done.rest_s / 60).toFixed(1) }));
  if (done.ball_s >= 1) others.push(t("summary.released", { seconds: Math.round(done.ball_s) }));
  $("others").textContent = others.join(" · ");
  const anything = done.parts.length > 0 || done.rest_s >= 1 || done.ball_s >= 1;
  $("save").hidden = !anything || Boolean(practice.kept);
  $("kept").textContent = practice.kept ? t("summary.saved") : t("summary.not_saved");
  if (choices.keep && anything && !practice.kept) await save();
  await trend(done);
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
    const good = goodSeconds(parts, side);
    const name = t(`stage.${side}`);
    return make(
      "div",
      { className: "card result" },
      make("h2", {}, name),
      make("p", { className: "number" }, t("summary.seconds", { seconds: Math.round(good) })),
      make("p", {}, t("summary.of", { seconds: Math.round(target) })),
      named(make("progress", { max: target, value: good }), name),
    );
  });
  box.replaceChildren(...cards);
}

/**
 * Returns the fault that lasted longest, if any lasted long enough to speak of.
 * @param {Required<PracticeSent>["parts"]} parts
 */
function hardest(parts) {
  /** @type {Record<string, number>} */
  const sum = {};
  for (const { fault_s: faultS } of parts) {
    for (const [kind, seconds] of Object.entries(faultS ?? {})) sum[kind] = (sum[kind] ?? 0) + seconds;
  }
  const [longest] = Object.entries(sum).sort((a, b) => b[1] - a[1]);
  return longest && longest[1] >= LEAST_FAULT_S ? longest[0] : null;
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
