// The way of the joints from one answer to the next: each moves evenly, so that nothing jumps between two answers.

/** @typedef {[x: number, y: number]} Point Shares of the picture's width and height. */
/** @typedef {Record<string, Point>} Points By the name of the joint. */

/** Answers farther apart than this are reached sooner than the next one comes: nobody waits for the drawing. */
const LONGEST_MS = 100;
/** Farther than this share of the picture no joint moves between two answers: it was found elsewhere. */
const JUMP = 0.15;

export class Glide {
  /** @type {Points} */
  #from = {};
  /** @type {Points} */
  #to = {};
  #begunMs = -Infinity;
  #lastsMs = 0;

  /**
   * Takes the joints of the newest answer; what is shown now moves there.
   * @param {Points} points
   * @param {number} nowMs
   * @param {boolean} [still] Whether to be there at once.
   */
  aim(points, nowMs, still = false) {
    const shown = this.at(nowMs);
    this.#from = Object.fromEntries(
      Object.entries(points).map(([name, to]) => [name, shown[name] && isNear(shown[name], to) ? shown[name] : to]),
    );
    this.#to = points;
    this.#lastsMs = still ? 0 : Math.min(nowMs - this.#begunMs, LONGEST_MS); // as long as the answer before it took
    this.#begunMs = nowMs;
  }

  /**
   * Returns where the joints are to be drawn.
   * @param {number} nowMs
   * @returns {Points}
   */
  at(nowMs) {
    const share = this.arrived(nowMs) ? 1 : (nowMs - this.#begunMs) / this.#lastsMs;
    return Object.fromEntries(
      Object.entries(this.#to).map(([name, [x, y]]) => {
        const [fromX, fromY] = this.#from[name];
        return [name, [fromX + share * (x - fromX), fromY + share * (y - fromY)]];
      }),
    );
  }

  /** @param {number} nowMs */
  arrived(nowMs) {
    return nowMs - this.#begunMs >= this.#lastsMs;
  }

  clear() {
    this.#from = this.#to = {};
  }
}

/**
 * @param {Point} a
 * @param {Point} b
 */
const isNear = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) < JUMP;
