// What is heard during the lunge: the right thing, once, and in its order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { StageEvents } from "../../../formcheck/web/static/patient/stage_events.js";

/** @typedef {import("../../../formcheck/web/static/shared/protocol.js").Answer} Answer */

/**
 * @param {Answer["stage"]} stage
 * @param {{ good?: number, running?: boolean, count?: number, now?: number, cue?: string }} [more]
 */
function answer(stage, { good = 0, running = false, count = 0, now = 0, cue } = {}) {
  return /** @type {Answer} */ (/** @type {unknown} */ ({
    stage, running, count, good_s: good, cue: cue ? { code: cue, text: "Words.", kind: "view" } : null,
    progress: { target_s: 30, now, parts: [] },
  }));
}

/** @param {Answer[]} answers */
function heard(...answers) {
  const events = new StageEvents();
  return answers.map((each) => events.take(each));
}

test("the countdown ticks once for each second", () => {
  const [first, same, next] = heard(
    answer("countdown", { count: 3 }), answer("countdown", { count: 3 }), answer("countdown", { count: 2 }),
  );
  assert.deepEqual([first, same, next], [[{ sound: "tick" }], [], [{ sound: "tick" }]]);
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
  const half = answer("hold", { running: true, good: 16 });
  const other = answer("hold", { running: true, good: 16, now: 2 });
  const sounds = heard(half, half, answer("turn", { now: 2 }), other).flat().filter((event) => "sound" in event);
  assert.deepEqual(sounds.map((event) => "sound" in event && event.sound), ["started", "half", "done", "started", "half"]);
});

test("a countdown that is broken off while turning round does not sound like the end of a side", () => {
  assert.deepEqual(heard(answer("turn"), answer("countdown", { count: 3 }), answer("turn"))[2], []);
});

test("what the server has to say is said, and its question is shown", () => {
  const [said, asked] = heard(answer("hold", { cue: "cue.breathe" }), answer("hold", { cue: "page.say.felt", now: 1 }));
  assert.deepEqual(said, [{ cue: { code: "cue.breathe", text: "Words.", kind: "view" } }]);
  assert.deepEqual(asked.slice(1), [{ ask: 1 }]);
});
