// What was found in one video, in words: the verdict, the faults, what could not be judged.

/** @import { FaultSummary, Found, VideoFull } from "../shared/protocol.js" */

import { $, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { clock, degrees } from "./timeline_geometry.js";

const MOST_GAPS = 4;

/**
 * @param {VideoFull} video
 * @param {Found} found
 * @param {(seconds: number) => void} seek
 */
export function showFindings(video, found, seek) {
  $("verdict").textContent = video.verdict;
  $("raw").hidden = !found.uncorrected_verdict;
  $("raw-said").textContent = found.uncorrected_verdict;
  const faults = found.faults.filter((fault) => fault.quantity);
  $("no-faults").hidden = faults.length > 0;
  $("faults").replaceChildren(...faults.map((fault) => faultRow(fault, seek)));
  const gaps = reasons(found);
  $("gaps").hidden = gaps.length === 0;
  $("gap-list").replaceChildren(...gaps.map((why) => make("li", {}, why)));
}

/**
 * @param {FaultSummary} fault
 * @param {(seconds: number) => void} seek
 */
function faultRow(fault, seek) {
  const worst = fault.worst_deg === null ? "" : ` · ${t(`quantity.${fault.quantity}.short`)} ${degrees(fault.worst_deg)}`;
  const button = make("button", { className: "jump" }, make("b", {}, clock(fault.start_s)));
  const name = fault.kind === "over_lunging" && fault.foot_close ? "foot_close" : fault.kind;
  const unsure = fault.borderline ? ` ± ${degrees(fault.sd_deg ?? 0)}` : "";
  button.append(` ${t(`fault.${name}.name`)}${worst}${unsure}`);
  button.onclick = () => seek(fault.worst_s ?? fault.start_s);
  return make("li", {}, button);
}

/**
 * Returns why something was not judged, each reason once, what took longest first.
 * @param {Found} found
 */
function reasons({ not_judged: gaps }) {
  const longest = gaps.filter((gap) => gap.why).sort((a, b) => b.share - a.share);
  return [...new Set(longest.map((gap) => gap.why))].slice(0, MOST_GAPS);
}
