// The posture checks that the person has asked to keep, and what a kept number has to change by to count.

/** @import { LeastChange, PostureKept, PostureSent } from "../shared/protocol.js" */

import { askJson, withBody } from "../shared/api.js";
import { day } from "./chart.js";
import { $, make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";

export const POSTURES = "api/history/postures";
const QUANTITIES = ["head_deg", "trunk_deg", "hips_deg", "knee_deg"];

/**
 * Reads every check that was kept, oldest first.
 * @returns {Promise<PostureKept[]>}
 */
export const readPostures = () => askJson(POSTURES);

/**
 * Keeps a check.
 * @param {PostureSent} check
 * @returns {Promise<{ id: number }>}
 */
export const keepPosture = (check) => askJson(POSTURES, withBody("POST", check));

/**
 * Reads from how much on each measure has changed; nothing where too little is known.
 * @returns {Promise<LeastChange[]>}
 */
export async function readLeast() {
  try {
    return await askJson("api/history/least");
  } catch {
    return [];
  }
}

/**
 * Brings back a check that was deleted.
 * @param {PostureKept} check
 */
export const bringPostureBack = ({ measured_at, after_practice, occasions }) =>
  keepPosture({ measured_at, after_practice, occasions, instead: null });

/**
 * @param {PostureKept[]} checks
 * @param {LeastChange[]} least
 * @param {(path: string, gone: PostureKept[]) => void} remove
 */
export function showPostures(checks, least, remove) {
  $("postures").hidden = checks.length === 0;
  $("export-postures").hidden = checks.length === 0;
  $("posture-rows").replaceChildren(...[...checks].reverse().map((check) => row(check, remove)));
  const known = QUANTITIES.map((name) => least.find(({ measure }) => measure === name));
  $("posture-least").hidden = !known.some(Boolean);
  const cells = known.map((found) => make("td", {}, found ? degrees(found.smallest) : "–"));
  $("posture-least").replaceChildren(make("th", { scope: "row" }, t("history.posture_least")), ...cells, make("td", {}));
}

/**
 * @param {PostureKept} check
 * @param {(path: string, gone: PostureKept[]) => void} remove
 */
function row(check, remove) {
  const cells = QUANTITIES.map((name) => cell(check.occasions.map((occasion) => value(occasion[name]))));
  const button = make("button", { className: "quiet", textContent: t("history.delete_one") });
  named(button, `${t("history.delete_one")}: ${t("history.posture")}, ${day(check.measured_at)}`);
  button.onclick = () => remove(`${POSTURES}/${check.id}`, [check]);
  return make("tr", {}, make("td", {}, day(check.measured_at)), ...cells, make("td", {}, button));
}

/**
 * Before and after, each on a line of its own where there is no room for both beside each other.
 * @param {string[]} values
 */
function cell(values) {
  const shown = values.every((text) => text === "–") ? ["–"] : values;
  return make("td", {}, ...shown.flatMap((text, n) => [n ? " " : "", make("span", { className: "whole" }, n ? `→ ${text}` : text)]));
}

/** @param {{ mean: number, sd: number } | undefined} kept */
const value = (kept) => (kept ? `${degrees(kept.mean)} ± ${rounded(1.96 * kept.sd)}` : "–");

/** @param {number} deg */
const degrees = (deg) => `${rounded(deg)}°`;

/** @param {number} deg */
const rounded = (deg) => deg.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
