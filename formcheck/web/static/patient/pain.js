// How much it hurts, before and after: a number from 0, none, to 10, the worst. By button or key; whoever else knows the
// answer, such as a gesture, calls `answerPain`.

import { $, find, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const WORST = 10;
/** A second digit that comes so soon makes a ten of a one. */
const TEN_MS = 900;

/** @type {PainScale | null} The scale that is on the page. */
let shown = null;

/**
 * Answers the question about pain that is on the page; false where none is.
 * @param {number} score From 0 to 10.
 */
export function answerPain(score) {
  if (!shown || !(score >= 0 && score <= WORST)) return false;
  shown.choose(Math.round(score));
  return true;
}

/** Whether somebody is being asked for a number now. */
export const asksForPain = () => shown !== null;

export class PainScale {
  #box;
  #picked;
  #oneAt = -Infinity;
  /** @type {number | null} */
  value = null;

  /**
   * @param {string} id Of the box it stands in, which has a place for the buttons.
   * @param {(score: number) => void} picked
   */
  constructor(id, picked) {
    this.#box = $(id);
    this.#picked = picked;
    const row = find(this.#box, ".scale");
    for (let score = 0; score <= WORST; score += 1) {
      const button = make("button", { type: "button", textContent: String(score) });
      button.onclick = () => this.choose(score);
      row.append(button);
    }
  }

  /** @param {number | null} [value] What was answered before. */
  open(value = null) {
    shown = this;
    this.#box.hidden = false;
    this.#show(value);
  }

  close() {
    if (shown === this) shown = null;
    this.#box.hidden = true;
  }

  /** @param {number} score */
  choose(score) {
    this.#show(score);
    this.#picked(score);
  }

  /**
   * Takes a key: a digit, and 1 with 0 soon after for ten.
   * @param {string} key
   * @param {number} [now]
   */
  key(key, now = performance.now()) {
    if (!/^\d$/.test(key)) return;
    const ten = key === "0" && now - this.#oneAt < TEN_MS;
    this.#oneAt = key === "1" ? now : -Infinity;
    this.choose(ten ? WORST : Number(key));
  }

  /** @param {number | null} value */
  #show(value) {
    this.value = value;
    const buttons = [...this.#box.querySelectorAll(".scale button")];
    buttons.forEach((button, score) => button.setAttribute("aria-pressed", String(score === value)));
    find(this.#box, ".said").textContent = value === null ? "" : t("pain.noted", { score: value });
  }
}

/**
 * Gives a key to the scale that is on the page, unless somebody is typing into a field.
 * @param {KeyboardEvent} event
 */
export function painKey({ key, target }) {
  const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (!typing) shown?.key(key);
}
