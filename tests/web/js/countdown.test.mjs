// The countdown of rest and ball: by the clock, whatever the browser does with its ticks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clock, Countdown } from "../../../formcheck/web/static/patient/countdown.js";

class FakeClock {
  ms = 1000;
  /** @type {(() => void) | null} */
  tick = null;
  now = () => this.ms;
  /** @param {() => void} tick */
  every = (tick) => {
    this.tick = tick;
    return 7;
  };
  /** @param {unknown} timer */
  stop = (timer) => {
    assert.equal(timer, 7);
    this.tick = null;
  };
  /** @param {number} seconds */
  pass(seconds) {
    this.ms += 1000 * seconds;
    this.tick?.();
  }
}

/** @param {number} seconds */
function running(seconds) {
  const time = new FakeClock();
  /** @type {number[]} */
  const shown = [];
  let done = 0;
  const countdown = new Countdown((left) => shown.push(left), time);
  countdown.run(seconds, () => (done += 1));
  return { time, shown, countdown, ends: () => done };
}

test("it shows the whole time at once and ends once, when the time is over", () => {
  const { time, shown, ends } = running(60);
  assert.deepEqual(shown, [60]);
  time.pass(59.75);
  assert.equal(ends(), 0);
  time.pass(0.25);
  assert.equal(ends(), 1);
  assert.equal(time.tick, null);
});

test("a page in the background whose ticks are rare ends no later for it", () => {
  const { time, shown, ends } = running(60);
  time.pass(61);
  assert.deepEqual([shown.at(-1), ends()], [-1, 1]);
});

test("what was stopped ends no more, and tells how long it ran", () => {
  const { time, countdown, ends } = running(60);
  time.pass(20);
  countdown.stop();
  time.pass(100);
  assert.deepEqual([ends(), countdown.ran], [0, 120]);
  assert.equal(new Countdown(() => {}, time).ran, 0);
});

test("started again it counts from there, and the time before ends nothing", () => {
  const { time, countdown, ends } = running(60);
  let again = 0;
  time.pass(30);
  countdown.run(60, () => (again += 1));
  time.pass(40);
  assert.deepEqual([ends(), again, countdown.ran], [0, 0, 40]);
  time.pass(20);
  assert.deepEqual([ends(), again], [0, 1]);
});

test("a clock shows minutes and seconds and never less than nothing", () => {
  assert.deepEqual([0, 0.2, 59.2, 60, 61, 600, -3].map(clock), ["0:00", "0:01", "1:00", "1:00", "1:01", "10:00", "0:00"]);
});
