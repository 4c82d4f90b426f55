// One queue for all that is said: nothing is cut off but for safety, nothing is said late.

import assert from "node:assert/strict";
import { test } from "node:test";

import { SpeechQueue } from "../../../formcheck/web/static/patient/speech_queue.js";

/** A voice whose sentences each take two seconds, on a clock of its own. */
class FakeVoice {
  ms = 0;
  /** @type {{ text: string, fromMs: number, toMs: number | null, cut: boolean }[]} */
  said = [];
  /** @type {boolean[]} */
  reported = [];
  /** @type {{ over: () => void, endsMs: number } | null} */
  #current = null;

  /**
   * @param {{ text: string }} sentence
   * @param {() => void} over
   */
  say = ({ text }, over) => {
    assert.equal(this.#current, null, `${text} begins while another sentence is spoken`);
    this.said.push({ text, fromMs: this.ms, toMs: null, cut: false });
    this.#current = { over, endsMs: this.ms + 2000 };
  };
  hush = () => {
    const last = this.said.at(-1);
    if (this.#current && last) last.cut = true;
    this.#current = null;
  };
  /** @param {boolean} speaking */
  changed = (speaking) => void this.reported.push(speaking);
  now = () => this.ms;

  /** @param {number} ms */
  pass(ms) {
    this.ms += ms;
    const current = this.#current;
    if (!current || this.ms < current.endsMs) return;
    this.#current = null;
    const last = this.said.at(-1);
    if (last) last.toMs = this.ms;
    current.over();
  }
}

const lean = /** @type {const} */ ("trunk_lean");
const calm = { faults: [], red: false };
const leaning = { faults: [lean], red: true };

function begun() {
  const voice = new FakeVoice();
  const queue = new SpeechQueue(voice);
  return { voice, queue, texts: () => voice.said.map(({ text }) => text) };
}

test("what comes while a sentence is spoken waits for its end, and a correction goes first", () => {
  const { voice, queue, texts } = begun();
  queue.add({ text: "Half way." });
  queue.add({ text: "Keep breathing.", kind: "remind" });
  queue.add({ text: "Shoulders.", kind: lean });
  assert.deepEqual(texts(), ["Half way."]);
  queue.check({ faults: [lean], red: false });
  voice.pass(2000);
  voice.pass(2000);
  assert.deepEqual(texts(), ["Half way.", "Shoulders.", "Keep breathing."]);
});

test("a correction whose fault has ended, and praise while anything is red, are dropped and never said late", () => {
  const { voice, queue, texts } = begun();
  queue.add({ text: "Do you feel it?", kind: "guide" });
  queue.add({ text: "Shoulders.", kind: lean });
  queue.check(leaning);
  queue.check(calm);
  queue.add({ text: "Good.", kind: "praise" });
  queue.check(leaning);
  voice.pass(2000);
  voice.pass(2000);
  assert.deepEqual(texts(), ["Do you feel it?"]);
});

test("of two corrections that wait only the newer is said, and what has waited for long is not", () => {
  const { voice, queue, texts } = begun();
  queue.add({ text: "A long one." });
  queue.add({ text: "Old.", kind: "over_lunging" });
  queue.add({ text: "New.", kind: lean });
  voice.pass(2000);
  queue.add({ text: "Then.", kind: "guide" });
  voice.ms += 4000;
  voice.pass(2000);
  assert.deepEqual(texts(), ["A long one.", "New."]);
});

test("safety alone cuts a sentence off, forgets what waits, and can speak at once", () => {
  const { voice, queue, texts } = begun();
  queue.add({ text: "Half way." });
  queue.add({ text: "Later." });
  queue.cut();
  queue.add({ text: "Stopped." });
  voice.pass(2000);
  assert.deepEqual(texts(), ["Half way.", "Stopped."]);
  assert.deepEqual(voice.said.map(({ cut }) => cut), [true, false]);
  assert.deepEqual(voice.reported, [true, false, true, false]);
});

test("over random sequences no sentence is cut off or runs into another, and no correction is said after its fault", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  for (let run = 0; run < 50; run += 1) {
    const { voice, queue } = begun();
    let answer = /** @type {Parameters<SpeechQueue["check"]>[0]} */ (calm);
    for (let step = 0; step < 300; step += 1) {
      if (random() < 0.05) answer = random() < 0.5 ? leaning : calm;
      queue.check(answer);
      const before = voice.said.length;
      if (random() < 0.03) queue.add({ text: "own" });
      if (random() < 0.05 && answer.red) queue.add({ text: "correction", kind: lean });
      if (random() < 0.05 && !answer.red) queue.add({ text: "praise", kind: "praise" });
      voice.pass(100);
      for (const { text } of voice.said.slice(before)) {
        if (text === "correction") assert.ok(answer.faults.length);
        if (text === "praise") assert.ok(!answer.red);
      }
    }
    assert.ok(voice.said.length > 5 && voice.said.every(({ cut }) => !cut));
  }
});
