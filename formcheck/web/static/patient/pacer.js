// The breathing pacer: a shape that grows and shrinks, a word, a soft tone.

import { sound } from "./earcons.js";
import { find } from "../shared/dom.js";
import { choices } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { speak } from "./voice.js";

export class Pacer {
  #box;
  #tones;
  #spoken;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #on = false;

  /**
   * @param {HTMLElement} box
   * @param {{ tones: boolean, spoken?: boolean }} how
   */
  constructor(box, { tones, spoken = false }) {
    this.#box = box;
    this.#tones = tones;
    this.#spoken = spoken;
  }

  start() {
    if (this.#on) return;
    this.#on = true;
    this.#box.hidden = false;
    this.#breathe(true);
  }

  stop() {
    this.#on = false;
    clearTimeout(this.#timer);
    this.#box.classList.remove("in");
    find(this.#box, ".breath-word").textContent = "";
  }

  /** @param {boolean} inwards */
  #breathe(inwards) {
    const seconds = inwards ? choices.breathIn : choices.breathOut;
    this.#box.style.setProperty("--breath", `${seconds}s`);
    this.#box.classList.toggle("in", inwards);
    find(this.#box, ".breath-word").textContent = t(inwards ? "rest.in" : "rest.out");
    if (this.#spoken) speak(t(inwards ? "rest.in" : "rest.out"), { written: true, kind: "guide" });
    if (this.#tones) sound(inwards ? "in" : "out");
    this.#timer = setTimeout(() => this.#breathe(!inwards), seconds * 1000);
  }
}
