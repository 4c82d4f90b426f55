// The instructions on one sheet of paper, with the person's own best picture, if they have kept one.

import * as bestPicture from "./best_picture.js";
import { $, make } from "../shared/dom.js";
import { choices } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";

const STOP = ["sharp_pain", "no_better", "pelvic_pain", "numbness", "not_a_device"];
const TAUGHT = ["knee", "hands", "core", "tuck", "why", "feel", "stretch", "deeper"];

/** Shows what there is of pictures: the one of this practice, and the one that was kept. */
export function showPictures() {
  const [now, kept] = [bestPicture.picture(), bestPicture.kept()];
  $("best").hidden = !now;
  if (now) void bestPicture.draw($("best-picture", HTMLCanvasElement), now);
  $("best-keep").hidden = now === kept;
  $("best-kept").textContent = now && now === kept ? t("sheet.kept") : "";
  $("sheet-picture").hidden = !kept;
  if (kept) void bestPicture.draw($("sheet-kept", HTMLCanvasElement), kept);
}

export function wireSheet() {
  $("best-keep").onclick = () => {
    const isKept = bestPicture.keep();
    showPictures();
    if (!isKept) $("best-kept").textContent = t("sheet.not_kept");
  };
  $("best-forget").onclick = () => {
    bestPicture.forget();
    showPictures();
  };
  $("sheet-remove").onclick = () => {
    bestPicture.remove();
    showPictures();
  };
  for (const id of ["sheet-print", "learn-print"]) $(id).onclick = () => void printSheet();
  addEventListener("afterprint", () => delete document.body.dataset.printing);
}

async function printSheet() {
  const own = bestPicture.kept();
  $("paper-own").hidden = !own;
  $("paper-drawn").hidden = Boolean(own);
  $("paper-caption").textContent = t(own ? "sheet.own" : "sheet.drawn");
  $("paper-lines").replaceChildren(...TAUGHT.map((key) => make("li", {}, t(`learn.${key}`))));
  const seconds = choices.holdSeconds ?? settings.hold_s;
  $("paper-hold").textContent = t(choices.sets === 1 ? "sheet.hold_once" : "sheet.hold", { seconds, sets: choices.sets });
  $("paper-stop").replaceChildren(...STOP.map((key) => make("li", {}, t(`safety.${key}`))));
  if (own) await bestPicture.draw($("paper-own", HTMLCanvasElement), own);
  document.body.dataset.printing = "sheet";
  print();
}
