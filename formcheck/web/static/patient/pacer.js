// The breathing pacer: a shape that grows and shrinks, a word, a soft tone.

import { sound } from "./earcons.js";
import { choices } from "../shared/store.js";
import { t } from "../shared/texts.js";

export class Pacer {
  constructor(box, { tones }) {
    this._box = box;
    this._tones = tones;
    this._timer = 0;
    this._on = false;
  }

  start() {
    if (this._on) return;
    this._on = true;
    this._box.hidden = false;
    this._breathe(true);
  }

  stop() {
    this._on = false;
    clearTimeout(this._timer);
    this._box.classList.remove("in");
    this._box.querySelector(".breath-word").textContent = "";
  }

  _breathe(inwards) {
    const seconds = inwards ? choices.breathIn : choices.breathOut;
    this._box.style.setProperty("--breath", `${seconds}s`);
    this._box.classList.toggle("in", inwards);
    this._box.querySelector(".breath-word").textContent = t(inwards ? "rest.in" : "rest.out");
    if (this._tones) sound(inwards ? "in" : "out");
    this._timer = setTimeout(() => this._breathe(!inwards), seconds * 1000);
  }
}
