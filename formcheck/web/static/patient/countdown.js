// Counts down by the clock, not by ticks: a browser slows the ticks of a page in the background.

const TICK_MS = 250;

/**
 * Writes seconds as minutes and seconds; never less than nothing.
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * @typedef {object} Clock
 * @property {() => number} now Milliseconds.
 * @property {(tick: () => void, ms: number) => unknown} every
 * @property {(timer: any) => void} stop
 */

/** @type {Clock} */
const BROWSER = {
  now: () => performance.now(),
  every: (tick, ms) => setInterval(tick, ms),
  stop: (timer) => clearInterval(timer),
};

export class Countdown {
  #show;
  #time;
  /** @type {unknown} */
  #timer = null;
  #begunMs = NaN;

  /**
   * @param {(leftS: number) => void} show Called with what is left, seconds.
   * @param {Clock} time
   */
  constructor(show, time = BROWSER) {
    this.#show = show;
    this.#time = time;
  }

  /**
   * @param {number} seconds
   * @param {() => void} done
   */
  run(seconds, done) {
    this.stop();
    this.#begunMs = this.#time.now();
    const tick = () => {
      const left = seconds - this.ran;
      this.#show(left);
      if (left > 0) return;
      this.stop();
      done();
    };
    this.#timer = this.#time.every(tick, TICK_MS);
    tick();
  }

  /** Seconds since it was started last. */
  get ran() {
    return Number.isNaN(this.#begunMs) ? 0 : (this.#time.now() - this.#begunMs) / 1000;
  }

  stop() {
    if (this.#timer !== null) this.#time.stop(this.#timer);
    this.#timer = null;
  }
}
