// How long it takes from the camera to the answer drawn, over the last pictures.

const KEPT = 600;

export class Meter {
  /** @type {number[]} */
  #delays = [];
  /** @type {number[]} */
  #times = [];

  /** @param {number} takenAt Milliseconds of the page's clock. */
  add(takenAt) {
    const now = performance.now();
    this.#delays.push(now - takenAt);
    this.#times.push(now);
    if (this.#delays.length > KEPT) {
      this.#delays.shift();
      this.#times.shift();
    }
  }

  get numbers() {
    if (this.#delays.length < 2) return null;
    const sorted = [...this.#delays].sort((a, b) => a - b);
    /** @param {number} share */
    const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
    const spanS = (this.#times[this.#times.length - 1] - this.#times[0]) / 1000;
    const rate = Math.round((10 * (this.#times.length - 1)) / spanS) / 10;
    return { median: at(0.5), p95: at(0.95), rate, count: sorted.length };
  }
}
