// What was kept before: shown, deleted, and brought back as easily until the page is left.

/** @import { LeastChange, Phrase, PostureKept, PracticeSent, PracticeKept } from "../shared/protocol.js" */

import { day, draw, goodSeconds, SIDES } from "./chart.js";
import { askJson, withBody } from "../shared/api.js";
import { $, find, make, named } from "../shared/dom.js";
import { calendar, daysPractised, ownTuck } from "./reminder.js";
import { hide } from "../shared/focus.js";
import { bringPostureBack, readLeast, readPostures, showPostures } from "./posture_history.js";
import { drawWeeks, hipExtensions, ownTucks } from "./weeks_chart.js";
import { t } from "../shared/texts.js";

const PATH = "api/history";

/**
 * Reads every practice that was kept, oldest first.
 * @returns {Promise<PracticeKept[]>}
 */
export const readHistory = () => askJson(PATH);

/**
 * Keeps a practice.
 * @param {PracticeSent} done
 * @returns {Promise<{ id: number }>}
 */
export const keep = (done) => askJson(PATH, withBody("POST", done));

/**
 * Reads what the pain of the last practices asks for; null where nothing is to be said, or nothing is known.
 * @returns {Promise<Phrase | null>}
 */
export async function readAdvice() {
  try {
    return await askJson(`${PATH}/advice`);
  } catch {
    return null;
  }
}

/**
 * Reads what has clearly changed over the weeks, one sentence each; nothing where too little is known.
 * @returns {Promise<Phrase[]>}
 */
async function readChanged() {
  try {
    return await askJson(`${PATH}/changed`);
  } catch {
    return [];
  }
}

/**
 * Notes how much it hurts after a practice that was kept.
 * @param {number} id
 * @param {number} score
 */
export const rate = (id, score) =>
  askJson(`${PATH}/${id}`, { ...withBody("PUT", { pain_after: score }), method: "PATCH" });

/** @param {unknown} error */
export const inWords = (error) => (error instanceof Error ? error.message : String(error));

export async function openHistory(note = "") {
  $("history-note").textContent = note;
  hide($("undo"));
  /** @type {PracticeKept[]} */
  let past = [];
  /** @type {PostureKept[]} */
  let checks = [];
  try {
    [past, checks] = await Promise.all([readHistory(), readPostures()]);
  } catch (error) {
    $("history-note").textContent = inWords(error);
  }
  const any = past.length + checks.length > 0;
  $("history-empty").hidden = any;
  $("history-full").hidden = !any;
  $("history-table").hidden = past.length === 0;
  $("history-trend").hidden = !draw(find($("history-trend"), ".chart"), past);
  $("history-rows").replaceChildren(...[...past].reverse().map(row));
  showDays(past);
  $("own-tuck-trend").hidden = !drawWeeks(find($("own-tuck-trend"), ".chart"), past, ownTucks, t("history.own_tuck_note"));
  const hips = find($("hip-extension-trend"), ".chart");
  $("hip-extension-trend").hidden = !drawWeeks(hips, past, hipExtensions, t("history.hip_extension_note"));
  $("remind-save", HTMLAnchorElement).onclick = remind;
  $("delete-all").onclick = () => remove(PATH, past, checks);
  showPostures(checks, [], (path, gone) => remove(path, [], gone));
  const [changed, least] = any ? await Promise.all([readChanged(), readLeast()]) : [[], []];
  if (least.length) showPostures(checks, least, (path, gone) => remove(path, [], gone));
  $("hip-extension-least").textContent = least.flatMap(hipLeast).join(" ");
  $("changed").hidden = changed.length === 0;
  $("changed-said").replaceChildren(...changed.map(({ text }) => make("p", { className: "lead" }, text)));
}

/** @param {LeastChange} found */
function hipLeast({ measure, side, value, smallest }) {
  if (measure !== "hip_extension_deg" || !side) return [];
  const shown = `${value > 0 ? "+" : ""}${value.toFixed(1)}`;
  return [t("history.hip_extension_least", { side: t(`stage.${side}`), value: shown, least: smallest.toFixed(1) })];
}

/** @param {PracticeKept[]} past */
function showDays(past) {
  const { all, week } = daysPractised(past, new Date());
  $("days").hidden = all === 0;
  $("days").textContent = t(all === 1 ? "history.one_day" : "history.days", { all, week });
  const sides = SIDES.flatMap((side) => {
    const own = ownTuck(past, side);
    if (!own) return [];
    const [first, last] = [own.first.toFixed(1), own.last.toFixed(1)];
    return [t("history.own_tuck", { side: t(`stage.${side}`), first, last })];
  });
  $("own-tuck").textContent = sides.join(" ");
}

/** Hands out a calendar file; nothing of it is known to formcheck afterwards. */
function remind() {
  const often = $("remind-often", HTMLSelectElement).value === "three" ? "three" : "daily";
  const time = $("remind-time", HTMLInputElement).value || "18:00";
  const text = calendar({ time, often, title: t("remind.event") }, new Date());
  $("remind-save", HTMLAnchorElement).href = `data:text/calendar;charset=utf-8,${encodeURIComponent(text)}`;
}

/** @param {PracticeKept} practice */
function row(practice) {
  const { id, parts, started_at: startedAt, rest_s: restS, ball_s: ballS } = practice;
  const seconds = SIDES.map((side) => (parts.some((p) => p.side === side) ? Math.round(goodSeconds(parts, side)) : "–"));
  const cells = [day(startedAt), ...seconds, (restS / 60).toFixed(1), Math.round(ballS), pain(practice)];
  const button = make("button", { className: "quiet", textContent: t("history.delete_one") });
  named(button, `${t("history.delete_one")}: ${day(startedAt)}`);
  button.onclick = () => remove(`${PATH}/${id}`, [practice]);
  return make("tr", {}, ...cells.map((cell) => make("td", {}, String(cell))), make("td", {}, button));
}

/** @param {PracticeKept} practice */
function pain({ pain_before: before, pain_after: after }) {
  return before === null && after === null ? "–" : `${before ?? "?"}→${after ?? "?"}`;
}

/**
 * Deletes at once; what is gone can be brought back.
 * @param {string} path
 * @param {PracticeKept[]} gone
 * @param {PostureKept[]} [checks]
 */
async function remove(path, gone, checks = []) {
  try {
    await askJson(path, { method: "DELETE" });
    await openHistory(t("history.deleted"));
  } catch (error) {
    $("history-note").textContent = inWords(error);
    return;
  }
  $("undo").hidden = false;
  $("undo").focus();
  $("undo").onclick = () => bringBack(gone, checks);
}

/**
 * @param {PracticeKept[]} gone
 * @param {PostureKept[]} checks
 */
async function bringBack(gone, checks) {
  try {
    for (const { id: _, ...done } of gone) await keep(done);
    for (const check of checks) await bringPostureBack(check);
    await openHistory(t("history.back_again"));
  } catch (error) {
    $("history-note").textContent = inWords(error);
  }
}
