// One queue for everything that is said: nothing cuts another sentence off, and what is true no longer is not said late.

/** @import { Answer } from "../shared/protocol.js" */

/**
 * @typedef {object} Sentence
 * @property {string} text
 * @property {boolean} [written] It stands on the page already and needs no caption.
 * @property {() => void} [begins] Called when it begins to be said.
 * @property {string} [kind] Of a cue: the fault it corrects, or why it is said. Without one it is the page's own.
 */

/**
 * @typedef {object} Voice
 * @property {(sentence: Sentence, over: () => void) => void} say Calls `over` once it has been spoken out.
 * @property {() => void} hush Ends what is being said.
 * @property {(speaking: boolean) => void} changed
 * @property {() => number} now Milliseconds.
 */

/** A cue that has waited for longer is not said any more: its moment has gone. */
const STALE_MS = 5000;
const SMALL = ["remind", "praise"];
const NO_FAULT = [...SMALL, "guide"];

export class SpeechQueue {
  #voice;
  /** @type {{ sentence: Sentence, at: number }[]} */
  #waiting = [];
  #speaking = false;
  #turn = 0;

  /** @param {Voice} voice */
  constructor(voice) {
    this.#voice = voice;
  }

  /** @param {Sentence} sentence */
  add(sentence) {
    if (!sentence.text) return;
    if (corrects(sentence)) this.#waiting = this.#waiting.filter((other) => !corrects(other.sentence));
    this.#waiting.push({ sentence, at: this.#voice.now() });
    this.#waiting.sort((a, b) => Number(corrects(b.sentence)) - Number(corrects(a.sentence)));
    if (!this.#speaking) this.#next();
  }

  /**
   * Drops what waits and is true no longer: a correction whose fault has ended, small talk while anything is past red.
   * @param {Pick<Answer, "faults" | "red">} answer
   */
  check({ faults, red }) {
    this.#waiting = this.#waiting.filter(({ sentence }) => {
      if (corrects(sentence)) return faults.some((fault) => fault === sentence.kind);
      return !(red && SMALL.includes(sentence.kind ?? ""));
    });
  }

  /** For safety, and for somebody who goes on by themselves: ends what is being said and forgets what waits. */
  cut() {
    this.#turn += 1;
    this.#waiting = [];
    this.#voice.hush();
    if (this.#speaking) this.#voice.changed((this.#speaking = false));
  }

  #next() {
    const now = this.#voice.now();
    this.#waiting = this.#waiting.filter(({ sentence, at }) => !sentence.kind || now - at <= STALE_MS);
    const first = this.#waiting.shift();
    const speaks = Boolean(first);
    if (speaks !== this.#speaking) this.#voice.changed((this.#speaking = speaks));
    if (!first) return;
    const turn = (this.#turn += 1);
    first.sentence.begins?.();
    this.#voice.say(first.sentence, () => {
      if (turn === this.#turn) this.#next();
    });
  }
}

/** @param {Sentence} sentence */
function corrects({ kind }) {
  return Boolean(kind) && !NO_FAULT.includes(kind ?? "");
}
