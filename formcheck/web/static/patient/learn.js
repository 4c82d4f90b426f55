// Teaches the stretch before it is asked for: line after line, spoken, and drawn as a moving picture from the side.

import { $, make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { silence, speak } from "./voice.js";

/** What is taught, in its order, with the picture that shows it. */
export const LINES = [
  ["knee", "relax"], ["hands", "relax"], ["core", "relax"], ["tuck", "tuck"], ["why", "tuck"], ["feel", "tuck"],
  ["stretch", "tuck"], ["deeper", "over_lunge"], ["range", "tuck"], ["pause", "pause"], ["answer", "yes"],
];
const MOVING = ["tuck", "arch", "over_lunge", "lying", "breath"];

/**
 * Shows a picture; one that moves stands still where somebody has asked for no motion.
 * @param {HTMLImageElement} image
 * @param {string} name
 */
export function showMove(image, name) {
  const still = MOVING.includes(name) && matchMedia("(prefers-reduced-motion: reduce)").matches;
  const address = `patient/moves/${name}${still ? "_still" : ""}.svg`;
  if (image.getAttribute("src") !== address) image.setAttribute("src", address);
}

export class Learn {
  /** @param {() => void} next */
  constructor(next) {
    $("learn-go").onclick = () => {
      silence();
      next();
    };
    $("learn-listen").onclick = () => {
      silence();
      this.#tell();
    };
  }

  open() {
    $("learn-lines").replaceChildren(...LINES.map(([key, move]) => this.#row(key, move)));
    this.#tell();
  }

  #tell() {
    for (const [key, move] of LINES) speak(t(`learn.${key}`), { written: true, begins: () => this.#light(key, move) });
  }

  /**
   * @param {string} key
   * @param {string} move
   */
  #row(key, move) {
    const button = make("button", { className: "quiet", textContent: t(`learn.${key}`) });
    button.onclick = () => {
      silence();
      speak(t(`learn.${key}`), { written: true, begins: () => this.#light(key, move) });
    };
    return make("li", { id: `learn-${key}` }, button);
  }

  /**
   * @param {string} key
   * @param {string} move
   */
  #light(key, move) {
    for (const row of $("learn-lines").children) row.classList.toggle("now", row.id === `learn-${key}`);
    const image = $("learn-picture", HTMLImageElement);
    showMove(image, move);
    named(image, t("learn.picture"));
  }
}
