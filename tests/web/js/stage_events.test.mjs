// What is heard during the lunge: the right thing, once, and in its order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { StageEvents } from "../../../formcheck/web/static/patient/stage_events.js";

/** @typedef {import("../../../formcheck/web/static/shared/protocol.js").Answer} Answer */

const ASK_AFTER_S = 10;

/**
 * @param {Answer["stage"]} stage
 * @param {{ good?: number, running?: boolean, count?: number, now?: number, cue?: string, felt?: string }} [more]
 */
function answer(stage, { good = 0, running = false, count = 0, now = 0, cue, felt = "" } = {}) {
  const parts = [{ felt }, { felt: "" }, { felt: "" }, { felt: "" }];
  return /** @type {Answer} */ (/** @type {unknown} */ ({
    stage, running, count, good_s: good, cue: cue ? { text: cue, kind: "view" } : null,
    progress: { target_s: 30, now, parts },
  }));
}

/** @param {Answer[]} answers */
function heard(...answers) {
  const events = new StageEvents();
  return answers.map((each) => events.take(each, ASK_AFTER_S));
}

test("the first answer says what to do; later only the coach says what is missing", () => {
  assert.deepEqual(heard(answer("setup"), answer("setup"), answer("countdown"), answer("setup")).map((e) => e.length), [1, 0, 2, 0]);
});

test("the countdown ticks once for each second and says to keep still once", () => {
  const [first, same, next] = heard(
    answer("countdown", { count: 3 }), answer("countdown", { count: 3 }), answer("countdown", { count: 2 }),
  );
  assert.deepEqual([first, same, next], [[{ sound: "tick" }, { text: "say.still" }], [], [{ sound: "tick" }]]);
});

test("a hold sounds when it starts, pauses and goes on, and not in between", () => {
  const run = answer("hold", { running: true, good: 1 });
  const pause = answer("hold", { good: 1 });
  const sounds = heard(answer("tuck"), run, run, pause, pause, run).flat();
  assert.deepEqual(sounds, [{ sound: "started" }, { sound: "paused" }, { sound: "good" }]);
});

test("a hold that begins out of form has nothing to pause", () => {
  assert.deepEqual(heard(answer("tuck"), answer("hold")), [[], []]);
});

test("each part has a start and a half of its own", () => {
  const half = answer("hold", { running: true, good: 16, felt: "yes" });
  const other = answer("hold", { running: true, good: 16, now: 2 });
  const sounds = heard(half, half, answer("turn", { now: 2 }), other).flat().filter((event) => "sound" in event);
  assert.deepEqual(sounds.map((event) => "sound" in event && event.sound), ["started", "half", "done", "started", "half"]);
});

test("at half time the coach goes first", () => {
  const events = heard(answer("hold", { running: true, good: 15, cue: "Breathe.", felt: "yes" }))[0];
  assert.deepEqual(events, [{ sound: "started" }, { sound: "half" }, { cue: "Breathe." }]);
});

test("no cue is spoken while the person turns round, or counts down, or is done", () => {
  for (const stage of /** @type {const} */ (["turn", "countdown", "done"])) {
    assert.ok(!heard(answer(stage, { cue: "Turn." }))[0].some((event) => "cue" in event), stage);
  }
  assert.deepEqual(heard(answer("setup"), answer("setup", { cue: "Turn." }))[1], [{ cue: "Turn." }]);
});

test("whether the stretch is felt is asked once a side, only while it is held, and never after an answer", () => {
  const due = { running: true, good: 10 };
  /** @param {Answer[]} answers */
  const asked = (...answers) => heard(...answers).flat().filter((event) => "ask" in event);
  assert.deepEqual(asked(answer("hold", due), answer("hold", due)), [{ ask: 0 }]);
  assert.deepEqual(asked(answer("hold", { ...due, good: 9.9 }), answer("hold", { ...due, running: false })), []);
  assert.deepEqual(asked(answer("hold", { ...due, felt: "yes" })), []);
  assert.deepEqual(asked(answer("hold", due), answer("hold", { ...due, now: 1 }), answer("hold", { ...due, now: 2 })), [{ ask: 0 }, { ask: 1 }]);
});

test("in a short hold the question comes before its end", () => {
  const short = answer("hold", { running: true, good: 3 });
  short.progress.target_s = 5;
  assert.ok(heard(short)[0].some((event) => "ask" in event));
});
