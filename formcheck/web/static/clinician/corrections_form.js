// What the clinician knows better: sides, person, part of the video, and the marks as numbers, for who rather types.

/** @import { Corrections, Found } from "../shared/protocol.js" */
/** @import { Lane, Span, Spans } from "./timeline_geometry.js" */

import { $, make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { LANES } from "./timeline_geometry.js";

/** @typedef {Partial<Corrections>} Changes */

/** @type {Corrections} */
const NONE = {
  rear_side: null, facing: null, person: null, rotate_deg: null, stream: null, mirrored: false, speed: null, baselines_s: [], holds_s: [], ranges_s: [], no_range: false,
  start_s: null, end_s: null,
};
/** @type {Record<Lane, "neutral" | "range" | "hold">} */
export const KINDS = { baselines_s: "neutral", ranges_s: "range", holds_s: "hold" };

export class CorrectionsForm {
  #correct;
  #mark;

  /**
   * @param {{ correct: (changes: Changes) => void, mark: (lane: Lane, spans: Span[]) => void }} handlers
   */
  constructor({ correct, mark }) {
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
    $("start", HTMLInputElement).value = String(given.start_s ?? "");
    $("end", HTMLInputElement).value = String(given.end_s ?? "");
    $("take-back").hidden = !Object.values(given).some((value) => (Array.isArray(value) ? value.length > 0 : value || value === 0));
  }

  /**
   * @param {Found} found
   * @param {Spans} spans
   * @param {Record<Lane, boolean>} given
   */
  showMarks(found, spans, given) {
    const rows = LANES.flatMap((lane) => spans[lane].map((_, row) => this.#markRow(found, spans[lane], lane, row, given[lane])));
    const noRange = given.ranges_s && !spans.ranges_s.length;
    $("marks").replaceChildren(...rows, ...(noRange ? [this.#noRangeRow()] : []));
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
