// What is heard and asked during the lunge, from one answer to the next: one thing at a time, each thing once.

/** @import { Answer } from "../shared/protocol.js" */
/** @import { Sound } from "./earcons.js" */

/**
 * What is due: a sound, a text of the page by its key, a cue of the coach in its words, or the question of a part.
 * @typedef {{ sound: Sound } | { text: string } | { cue: string } | { ask: number }} StageEvent
 */

/** @type {Record<string, string>} */
const TEXT_OF_STAGE = { countdown: "say.still", turn: "say.turn" };
const WITHOUT_CUES = ["countdown", "turn", "done"];
/** Whether the stretch is felt is asked for once a side, and not in later sets. */
const ASKED_PARTS = 2;
/** In a short hold it is asked after this share of it. */
const ASKED_SHARE = 0.6;

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
   * @param {number} askAfterS
   * @returns {StageEvent[]}
   */
  take(answer, askAfterS) {
    const events = [...this.#ofStage(answer), ...this.#ofHold(answer)];
    if (answer.cue && !WITHOUT_CUES.includes(answer.stage)) events.push({ cue: answer.cue.text });
    if (this.#isAskDue(answer, askAfterS) && this.#once("asked", answer)) events.push({ ask: answer.progress.now });
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
    if (stage === before) return events;
    if (stage === "turn") events.push({ sound: "done" });
    if (before === null && stage === "setup") events.push({ text: "say.setup" }); // later the coach says what is missing
    if (TEXT_OF_STAGE[stage]) events.push({ text: TEXT_OF_STAGE[stage] });
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
    if (running && good >= progress.target_s / 2 && this.#once("half", answer)) {
      events.push({ sound: "half" });
      if (!answer.cue) events.push({ text: "say.half" });
    }
    return events;
  }

  /**
   * @param {Answer} answer
   * @param {number} askAfterS
   */
  #isAskDue({ progress, running, good_s: good }, askAfterS) {
    const part = progress.parts[progress.now];
    const after = Math.min(askAfterS, ASKED_SHARE * progress.target_s);
    return Boolean(part) && part.felt === "" && progress.now < ASKED_PARTS && running && good >= after;
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
