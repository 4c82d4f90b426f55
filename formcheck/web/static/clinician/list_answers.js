// What the server answers about the list: only the answer to the last question counts, and who removed what is known.

/** @import { VideoShort } from "../shared/protocol.js" */

export class ListAnswers {
  #asked = 0;
  /** @type {Set<string>} */
  #removed = new Set();

  /** Returns the number of a question; every question before it is outdated from now on. */
  ask() {
    this.#asked += 1;
    return this.#asked;
  }

  /**
   * Tells whether an answer knows of everything that has happened here since.
   * @param {number} question
   */
  isLast(question) {
    return question === this.#asked;
  }

  /**
   * Notes that a video is being removed from here.
   * @param {string} number
   */
  remove(number) {
    this.#removed.add(number);
  }

  /**
   * Tells whether a video has vanished that nobody removed here.
   * @param {VideoShort[]} before
   * @param {VideoShort[]} now
   */
  lost(before, now) {
    const here = new Set(now.map((video) => video.number));
    return before.some(({ number }) => !here.has(number) && !this.#removed.has(number));
  }
}
