// The practice of a plan goes back to the clinic: numbers alone, as a file or a QR code, once somebody has agreed.

/** @import { GivenBack } from "../shared/protocol.js" */

import { askJson } from "../shared/api.js";
import { $, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const PATH = "api/plan/practice";
const CONTAINS = ["code", "when", "seconds", "hip", "felt", "pain", "others"];

/** @returns {NodeListOf<HTMLElement>} */
const buttons = () => document.querySelectorAll("[data-back]");

/** Wires the buttons that open the box; the box shows first what is in it. */
export function wireGivingBack() {
  const box = $("back", HTMLDialogElement);
  for (const button of buttons()) {
    button.onclick = async () => {
      await fill();
      box.showModal();
    };
  }
  $("back-close").onclick = () => box.close();
  $("back-code").onclick = () => {
    const image = $("back-image", HTMLImageElement);
    image.onload = () => image.scrollIntoView({ block: "end" });
    image.src = `${PATH}.svg?${Date.now()}`; // the practices of now
    image.alt = t("back.code_alt");
    image.hidden = false;
    $("back-how").hidden = false;
  };
}

/** @param {boolean} there Whether there is a plan whose practice could go back. */
export function offerGivingBack(there) {
  for (const button of buttons()) button.hidden = !there;
}

async function fill() {
  $("back-image").hidden = $("back-how").hidden = true;
  $("back-image").removeAttribute("src");
  let what = /** @type {GivenBack | null} */ (null);
  try {
    what = await askJson(PATH);
    $("back-said").textContent = "";
  } catch (error) {
    $("back-said").textContent = error instanceof Error ? error.message : "";
  }
  const any = Boolean(what && what.practices + what.postures);
  $("back-none").hidden = !what || any;
  for (const id of ["back-what", "back-contains", "back-nothing", "back-buttons"]) $(id).hidden = !any;
  if (!what || !any) return;
  const { practices: count, first_day: first, last_day: last, in_code: inCode, patient: code } = what;
  $("back-what").textContent = count ? t(count === 1 ? "back.one" : "back.what", { count, first, last }) : "";
  const keys = [...(count ? CONTAINS : ["code"]), ...(what.postures ? ["posture"] : [])];
  $("back-contains").replaceChildren(...keys.map((key) => make("li", {}, t(`back.contains_${key}`, { code, count: what.postures }))));
  $("back-how").textContent = `${t("back.code_how")} ${inCode < count ? t("back.code_some", { in_code: inCode, count }) : ""}`;
}
