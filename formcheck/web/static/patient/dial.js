// The dial of the tuck: a needle from the own arch over the neutral to the own tuck, the target zone, and the word for
// who cannot see it. Where the pelvis is not observed it is grey and has no needle.

/** @import { Answer } from "../shared/protocol.js" */

import { $, named, put } from "../shared/dom.js";
import { settings, t } from "../shared/texts.js";

const END = 1.25; // the needle goes no further; that is the end of the half circle
const [X, Y, RADIUS] = [120, 118, 95];
/** @type {Record<string, [sign: string, key: string]>} */
const WORDS = {
  tucked: ["✓", "pelvis.tucked"],
  "tuck lost": ["✗", "pelvis.tuck_lost"],
  arching: ["✗", "pelvis.arching"],
  "no clear change": ["–", "pelvis.unclear"],
};

/** @param {Answer} answer */
export function showDial({ pelvis }) {
  const box = $("tuck");
  const { dial } = pelvis;
  box.hidden = !dial;
  if (!dial) return;
  box.dataset.word = pelvis.word;
  box.dataset.judged = String(dial.judged);
  box.classList.toggle("unseen", dial.at === null);
  box.title = pelvis.reason?.text ?? "";
  $("dial-arch", SVGElement).setAttribute("d", arc(-END, -settings.dial_arching));
  $("dial-tuck", SVGElement).setAttribute("d", arc(settings.dial_tucked, END));
  const at = within(dial.at ?? 0);
  $("dial-needle", SVGElement).style.rotate = `${degrees(at)}deg`;
  const sd = dial.sd ?? 0;
  $("dial-doubt", SVGElement).setAttribute("d", dial.at === null ? "" : arc(within(at - sd), within(at + sd)));
  const shown = WORDS[pelvis.word];
  put($("pelvis"), shown ? `${shown[0]} ${t(shown[1])}` : dial.at === null ? t("pelvis.unseen") : "");
  tell(dial.at, pelvis.word);
}

/**
 * Says the same to a screen reader: in words, and in steps of ten so that it does not change all the time.
 * @param {number | null} at
 * @param {string} word
 */
function tell(at, word) {
  const meter = named($("tuck-meter"), t("pelvis.meter"));
  meter.setAttribute("aria-valuenow", String(at === null ? 0 : Math.round(10 * Math.min(1, Math.max(-1, at))) * 10));
  meter.setAttribute("aria-valuetext", t(place(at, word)));
}

/**
 * @param {number | null} at
 * @param {string} word
 */
function place(at, word) {
  if (at === null) return "pelvis.unseen";
  if (WORDS[word] && word !== "no clear change") return WORDS[word][1];
  const [tucked, arching] = [settings.dial_tucked, settings.dial_arching];
  if (at >= tucked) return "pelvis.at_target";
  if (at >= tucked / 2) return "pelvis.to_tuck";
  return at > -arching / 2 ? "pelvis.neutral" : "pelvis.to_arch";
}

/** @param {number} at */
const within = (at) => Math.min(END, Math.max(-END, at));

/** @param {number} at */
const degrees = (at) => (90 * at) / END;

/**
 * Returns the path of a piece of the half circle.
 * @param {number} from
 * @param {number} to
 */
function arc(from, to) {
  /** @param {number} at */
  const point = (at) => {
    const turn = (degrees(at) * Math.PI) / 180;
    return `${(X + RADIUS * Math.sin(turn)).toFixed(1)} ${(Y - RADIUS * Math.cos(turn)).toFixed(1)}`;
  };
  return `M${point(from)}A${RADIUS} ${RADIUS} 0 0 1 ${point(to)}`;
}
