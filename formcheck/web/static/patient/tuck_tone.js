// A soft tone whose pitch rises with the tuck, for whoever cannot look: while somebody tucks in, in the hold only where
// they want it, and never over speech.

/** @import { Answer } from "../shared/protocol.js" */

import { audio } from "./earcons.js";
import { choices } from "../shared/store.js";

const NEUTRAL_HZ = 220;
/** At the own tuck it is an octave higher, at the own arch an octave lower. */
const OCTAVES = [-1, 1.25];
const LOUDNESS = 0.09;
const [GLIDE_S, FADE_S] = [0.08, 0.04];
/** Speech is looked for this often. */
const LISTEN_MS = 40;
/** Without an answer for so long nothing is known any more. */
const STALE_MS = 700;

/** @param {number} at Where the pelvis is on the dial. */
export const pitch = (at) => NEUTRAL_HZ * 2 ** Math.min(OCTAVES[1], Math.max(OCTAVES[0], at));

/**
 * Tells whether an answer is one to sound: while somebody tucks in, and later only where they want that.
 * @param {Answer} answer
 * @param {boolean} arrived Whether the tuck has been reached in this hold.
 * @param {{ tuckTone: boolean, holdTone: boolean }} wanted
 */
export function sounds({ stage, asked, pelvis }, arrived, { tuckTone, holdTone }) {
  if (!pelvis.dial || pelvis.dial.at === null) return false;
  if (stage === "calibrate") return tuckTone && asked === "tuck";
  if (stage !== "tuck" && stage !== "hold") return false;
  return holdTone || (tuckTone && !arrived);
}

export class TuckTone {
  /** @type {OscillatorNode | null} */
  #tone = null;
  /** @type {GainNode | null} */
  #gain = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #listening;
  #wanted = false;
  #arrived = false;
  #heardAt = 0;

  /** Its pitch now, hertz, and how loud it is; for tests. */
  get state() {
    return { hertz: this.#tone?.frequency.value ?? 0, loudness: this.#gain?.gain.value ?? 0 };
  }

  /** @param {Answer} answer */
  follow(answer) {
    if (answer.stage !== "tuck" && answer.stage !== "hold") this.#arrived = false;
    else if (answer.pelvis.word === "tucked") this.#arrived = true;
    this.#heardAt = performance.now();
    this.#wanted = sounds(answer, this.#arrived, choices);
    const context = this.#wanted ? audio() : null;
    if (context) this.#glide(context, pitch(answer.pelvis.dial?.at ?? 0));
    this.#fade();
  }

  stop() {
    this.#wanted = false;
    this.#arrived = false;
    this.#fade();
  }

  /**
   * @param {AudioContext} context
   * @param {number} hertz
   */
  #glide(context, hertz) {
    if (!this.#tone || !this.#gain) {
      this.#gain = new GainNode(context, { gain: 0 });
      this.#tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
      this.#tone.connect(this.#gain).connect(context.destination);
      this.#tone.start();
      this.#listening = setInterval(() => this.#fade(), LISTEN_MS);
    }
    this.#tone.frequency.setTargetAtTime(hertz, context.currentTime, GLIDE_S);
  }

  /** Lets it be heard or not: it is silent while anything is said. */
  #fade() {
    const gain = this.#gain;
    if (!gain) return;
    const speech = globalThis.speechSynthesis;
    const fresh = performance.now() - this.#heardAt < STALE_MS;
    const heard = this.#wanted && fresh && !choices.mute && !speech?.speaking && !speech?.pending;
    gain.gain.setTargetAtTime(heard ? LOUDNESS * choices.volume : 0, gain.context.currentTime, FADE_S);
    if (this.#wanted && fresh) return;
    clearInterval(this.#listening);
    this.#tone?.stop(gain.context.currentTime + 8 * FADE_S);
    this.#tone = this.#gain = null;
  }
}
