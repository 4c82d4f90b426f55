// What the clinician knows better: sides, person, part of the video, and the marks as numbers, for who rather types.

/** @import { Corrections, Found } from "../shared/protocol.js" */
/** @import { Given, Lane, Span, Spans } from "./timeline_geometry.js" */

import { $, make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { moveName } from "./joint_editor.js";
import { clock, LANES } from "./timeline_geometry.js";

/** @typedef {Partial<Corrections>} Changes */

/** @type {Corrections} */
const NONE = {
  rear_side: null, facing: null, person: null, rotate_deg: null, stream: null, mirrored: false, speed: null, baselines_s: [], holds_s: [],
  kept_holds_s: [], sides_s: [], joints: [], ranges_s: [], no_range: false,
  start_s: null, end_s: null,
};
/** @type {Record<Lane, "neutral" | "range" | "hold">} */
export const KINDS = { baselines_s: "neutral", ranges_s: "range", holds_s: "hold" };

export class CorrectionsForm {
  #correct;
  #mark;
  #seek;

  /**
   * @param {{ correct: (changes: Changes) => void, mark: (lane: Lane, spans: Span[]) => void, seek: (s: number) => void }} handlers
   */
  constructor({ correct, mark, seek }) {
    this.#seek = seek;
    this.#correct = correct;
    this.#mark = mark;
    $("take-back").onclick = () => correct(NONE);
    for (const name of ["rear_side", "facing"]) {
      for (const radio of document.querySelectorAll(`input[name=${name}]`)) {
        radio.addEventListener("change", () => correct({ [name]: /** @type {HTMLInputElement} */ (radio).value || null }));
      }
    }
    const person = $("person", HTMLSelectElement);
    person.onchange = () => correct({ person: Number(person.value) || null });
    const turn = $("turn", HTMLSelectElement);
    turn.onchange = () => correct({ rotate_deg: /** @type {90 | 180 | 270} */ (Number(turn.value)) || null });
    const mirrored = $("mirrored", HTMLInputElement);
    mirrored.onchange = () => correct({ mirrored: mirrored.checked });
    this.#wirePart();
  }

  get disabled() {
    return $("correcting", HTMLFieldSetElement).disabled;
  }

  set disabled(yes) {
    $("correcting", HTMLFieldSetElement).disabled = yes;
  }

  /** @param {Corrections} given */
  show(given) {
    $(`rear_side-${given.rear_side ?? "found"}`, HTMLInputElement).checked = true;
    $(`facing-${given.facing ?? "found"}`, HTMLInputElement).checked = true;
    $("person", HTMLSelectElement).value = String(given.person ?? "");
    $("turn", HTMLSelectElement).value = String(given.rotate_deg ?? "");
    $("mirrored", HTMLInputElement).checked = given.mirrored;
    $("start", HTMLInputElement).value = String(given.start_s ?? "");
    $("end", HTMLInputElement).value = String(given.end_s ?? "");
    $("take-back").hidden = !Object.values(given).some((value) => (Array.isArray(value) ? value.length > 0 : value || value === 0));
  }

  /**
   * @param {Found} found
   * @param {Spans} spans
   * @param {Given} given
   * @param {Corrections} corrections
   */
  showMarks(found, spans, given, corrections) {
    const rows = LANES.flatMap((lane) => spans[lane].map((_, row) => this.#markRow(found, spans[lane], lane, row, given[lane][row])));
    const kneels = found.kneels.length > 1 ? found.kneels.map((_, n) => this.#kneelRow(found, n, corrections)) : [];
    const moves = corrections.joints.map((move) => this.#moveRow(move, corrections));
    $("marks").replaceChildren(...kneels, ...rows, ...(corrections.no_range ? [this.#noRangeRow()] : []), ...moves);
  }

  /**
   * Which knee is down in one kneel of several: what is said of it holds halfway to its neighbours.
   * @param {Found} found
   * @param {number} n
   * @param {Corrections} corrections
   */
  #kneelRow({ kneels, duration_s: durationS }, n, { sides_s: sides }) {
    const kneel = kneels[n];
    const inside = (kneel.start_s + kneel.end_s) / 2;
    const own = sides.find(({ start_s: start, end_s: end }) => start <= inside && inside <= end);
    const name = t("review.kneel", { start: clock(kneel.start_s), end: clock(kneel.end_s) });
    const choice = make("select", {}, new Option(t("review.as_found"), ""), new Option(t("review.left"), "left"), new Option(t("review.right"), "right"));
    choice.value = own?.rear_side ?? "";
    choice.dataset.kneel = "";
    named(choice, `${name}: ${t("review.rear_side")}`);
    choice.onchange = () => {
      const others = sides.filter((other) => other !== own);
      const side = /** @type {"left" | "right" | ""} */ (choice.value);
      const start = n > 0 ? (kneels[n - 1].end_s + kneel.start_s) / 2 + 0.01 : 0;
      const end = n + 1 < kneels.length ? (kneel.end_s + kneels[n + 1].start_s) / 2 - 0.01 : (durationS ?? kneel.end_s);
      const now = side ? [{ start_s: own?.start_s ?? start, end_s: own?.end_s ?? end, rear_side: side }] : [];
      this.#correct({ sides_s: [...others, ...now].sort((a, b) => a.start_s - b.start_s) });
    };
    return make("li", { className: own ? "given" : "found" }, make("span", { className: "mark-name wide" }, name), choice);
  }

  /**
   * A joint that was moved, to be put back.
   * @param {Corrections["joints"][number]} move
   * @param {Corrections} corrections
   */
  #moveRow(move, { joints }) {
    const away = make("button", { className: "quiet away", textContent: "✕" });
    named(away, `${t("review.remove_mark")}: ${moveName(move)}`);
    away.onclick = () => this.#correct({ joints: joints.filter((other) => other !== move) });
    const jump = make("button", { className: "quiet jump-to", textContent: moveName(move) });
    jump.onclick = () => this.#seek(move.time_s);
    return make("li", { className: "given" }, jump, away);
  }

  #wirePart() {
    const [start, end] = [$("start", HTMLInputElement), $("end", HTMLInputElement)];
    /** @param {HTMLInputElement} field */
    const value = (field) => (Number.isNaN(field.valueAsNumber) ? null : field.valueAsNumber);
    start.onchange = () => this.#correct({ start_s: value(start) });
    end.onchange = () => this.#correct({ end_s: value(end) });
  }

  /** That the person shows no range of their own, to be taken back. */
  #noRangeRow() {
    const away = make("button", { className: "quiet away", textContent: "✕" });
    named(away, `${t("review.remove_mark")}: ${t("review.no_range")}`);
    away.onclick = () => this.#correct({ no_range: false });
    const label = make("span", { className: "mark-name ranges_s" }, t("review.range"));
    return make("li", { className: "given" }, label, t("review.no_range"), away);
  }

  /**
   * @param {Found} found
   * @param {Span[]} spans
   * @param {Lane} lane
   * @param {number} row
   * @param {boolean} given
   */
  #markRow(found, spans, lane, row, given) {
    const name = t(`review.${KINDS[lane]}`);
    const [start, end] = /** @type {const} */ ([0, 1]).map((edge) => this.#edgeField(found, spans, lane, row, edge, name));
    // A neutral or a hold that was found can only be put elsewhere; an own range that was found can be none.
    const away = make("button", { className: "quiet away", textContent: "✕", hidden: !given && lane !== "ranges_s" });
    named(away, `${t("review.remove_mark")}: ${name} ${spans[row][0].toFixed(1)}`);
    const others = spans.filter((_, n) => n !== row);
    const none = lane === "ranges_s" && !given && !others.length;
    away.onclick = () => (none ? this.#correct({ no_range: true }) : this.#mark(lane, others));
    const label = make("span", { className: `mark-name ${lane}` }, name);
    return make("li", { className: given ? "given" : "found" }, label, start, "–", end, " s", away);
  }

  /**
   * @param {Found} found
   * @param {Span[]} spans
   * @param {Lane} lane
   * @param {number} row
   * @param {0 | 1} edge
   * @param {string} name
   */
  #edgeField(found, spans, lane, row, edge, name) {
    const value = spans[row][edge].toFixed(2);
    const field = make("input", { type: "number", step: "0.1", min: "0", max: String(found.duration_s ?? ""), value });
    named(field, `${name} ${t(edge ? "review.to" : "review.from")}`);
    field.onchange = () => {
      const [start, end] = spans[row];
      /** @type {Span} */
      const span = edge ? [start, field.valueAsNumber] : [field.valueAsNumber, end];
      if (span[0] < span[1]) this.#mark(lane, spans.map((other, n) => (n === row ? span : other)));
      else field.value = value;
    };
    return field;
  }
}
