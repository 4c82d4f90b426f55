// Watches over what must go on by itself during the lunge: the page in view, the camera, the line, the answers. Somebody
// who kneels two metres away cannot see that one of them has stopped; so it is said, and said again while it lasts.

/** @typedef {"hidden" | "camera_gone" | "lost" | "stalled" | "silent"} Trouble From the most to the least telling. */

/**
 * @typedef {object} Signs What is known at one moment; times are milliseconds of one clock.
 * @property {number} now
 * @property {boolean} hidden The page is not shown: browsers then give no pictures.
 * @property {boolean} cameraOpen
 * @property {boolean} lost The line to the server is down.
 * @property {number} pictureAt When the last picture came from the camera.
 * @property {number} answerAt When the last answer came.
 * @property {boolean} answered Whether there was any answer yet: the first one takes longer.
 *
 * @typedef {object} Watched
 * @property {Trouble | null} trouble
 * @property {boolean} speak Whether it is to be said now.
 * @property {boolean} over Whether a trouble that was spoken of has just ended.
 */

const STALLED_MS = 2500;
const SILENT_MS = 5000;
const FIRST_ANSWER_MS = 20_000;
/** A line that comes back by itself so soon is not spoken of. */
const LOST_MS = 1500;
const AGAIN_MS = 20_000;

export class Watch {
  /** @type {Trouble | null} */
  #trouble = null;
  #since = 0;
  #spokenAt = -Infinity;
  #spoken = false;

  get trouble() {
    return this.#trouble;
  }

  /**
   * @param {Signs} signs
   * @returns {Watched}
   */
  step(signs) {
    const found = troubleIn(signs);
    const over = found === null && this.#spoken;
    if (found !== this.#trouble) [this.#trouble, this.#since, this.#spokenAt] = [found, signs.now, -Infinity];
    if (found === null) this.#spoken = false;
    const lasts = found !== "lost" || signs.now - this.#since >= LOST_MS;
    const speak = found !== null && lasts && signs.now - this.#spokenAt >= AGAIN_MS;
    if (speak) [this.#spokenAt, this.#spoken] = [signs.now, true];
    return { trouble: found, speak, over };
  }
}

/**
 * @param {Signs} signs
 * @returns {Trouble | null}
 */
function troubleIn({ now, hidden, cameraOpen, lost, pictureAt, answerAt, answered }) {
  if (hidden) return "hidden";
  if (!cameraOpen) return "camera_gone";
  if (lost) return "lost";
  if (now - pictureAt > STALLED_MS) return "stalled";
  return now - answerAt > (answered ? SILENT_MS : FIRST_ANSWER_MS) ? "silent" : null;
}
