// What sounds during the lunge, from one answer to the next, and what is to be said and asked: each thing once.

/** @import { Answer } from "../shared/protocol.js" */
/** @import { Sound } from "./earcons.js" */

/**
 * What is due: a sound, or what the server has to say. Its coach finds the moment for every sentence, the page's own
 * included, so that there is one queue.
 * @typedef {{ sound: Sound } | { cue: NonNullable<Answer["cue"]> } | { ask: number }} StageEvent
 */

/** The sentence that asks whether the stretch is felt. */
export const FELT = "page.say.felt";

export class StageEvents {
  /** @type {string | null} */
  #stage = null;
  /** @type {boolean | null} */
  #ran = null;
  #count = 0;
  /** @type {Set<string>} What happens once in a part, and has happened. */
  #done = new Set();

  get stage() {
    return this.#stage;
  }

  /**
   * Takes the next answer; returns what is due, in its order.
   * @param {Answer} answer
   * @returns {StageEvent[]}
   */
  take(answer) {
    const events = [...this.#ofStage(answer), ...this.#ofHold(answer)];
    if (answer.cue) events.push({ cue: answer.cue });
    if (answer.cue?.code === FELT) events.push({ ask: answer.progress.now });
    return events;
  }

  /**
   * @param {Answer} answer
   * @returns {StageEvent[]}
   */
  #ofStage({ stage, count }) {
    const before = this.#stage;
    const ticks = stage === "countdown" && (before !== stage || count !== this.#count);
    this.#stage = stage;
    this.#count = count;
    /** @type {StageEvent[]} */
    const events = ticks ? [{ sound: "tick" }] : [];
    if (stage !== before && stage === "turn" && before !== "countdown") events.push({ sound: "done" });
    return events;
  }

  /**
   * @param {Answer} answer
   * @returns {StageEvent[]}
   */
  #ofHold(answer) {
    const { stage, running, progress, good_s: good } = answer;
    const ran = this.#ran;
    this.#ran = stage === "hold" ? running : null;
    /** @type {StageEvent[]} */
    const events = [];
    if (stage === "hold" && running !== ran) {
      if (running) events.push({ sound: this.#once("start", answer) ? "started" : "good" });
      else if (ran) events.push({ sound: "paused" });
    }
    if (running && good >= progress.target_s / 2 && this.#once("half", answer)) events.push({ sound: "half" });
    return events;
  }

  /**
   * Tells whether this happens for the first time in the part that is on.
   * @param {string} what
   * @param {Answer} answer
   */
  #once(what, { progress }) {
    const key = `${what} ${progress.now}`;
    const first = !this.#done.has(key);
    this.#done.add(key);
    return first;
  }
}
