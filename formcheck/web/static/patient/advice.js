// For who says yes to one of the first questions: which one, what fits then, and a line to print for a professional.

import { $, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const FLAGS = [1, 2, 3, 4, 5, 6, 7];

/** @type {Set<number>} */
const chosen = new Set();

export function openAdvice() {
  chosen.clear();
  $("advice-flags").replaceChildren(...FLAGS.map(choice));
  show();
  $("advice-print").onclick = () => print();
}

/** @param {number} flag */
function choice(flag) {
  const box = make("input", { type: "checkbox" });
  box.onchange = () => {
    if (box.checked) chosen.add(flag);
    else chosen.delete(flag);
    show();
  };
  return make("label", { className: "switch" }, box, make("span", {}, t(`welcome.flag${flag}`)));
}

function show() {
  const flags = FLAGS.filter((flag) => chosen.has(flag));
  $("advice-for").replaceChildren(...flags.map((flag) => make("li", {}, t(`advice.flag${flag}`))));
  const named = flags.map((flag) => t(`welcome.flag${flag}`)).join("; ");
  $("advice-line").textContent = flags.length ? t("advice.line", { flags: named }) : t("advice.line_none");
}
