// What has stopped by itself during the lunge is said with what to do, and said again while it lasts.

import assert from "node:assert/strict";
import { test } from "node:test";

import { reasonOf } from "../../../formcheck/web/static/patient/camera_trouble.js";
import { Watch } from "../../../formcheck/web/static/patient/watch.js";

/** @typedef {Parameters<Watch["step"]>[0]} Signs */

/**
 * @param {number} now
 * @param {Partial<Signs>} [signs]
 * @returns {Signs}
 */
const well = (now, signs = {}) => ({
  now, hidden: false, cameraOpen: true, lost: false, pictureAt: now - 50, answerAt: now - 80, answered: true, ...signs,
});

test("nothing is said while all is well, nor of a line that comes back within a second", () => {
  const watch = new Watch();
  assert.deepEqual(watch.step(well(0)), { trouble: null, speak: false, over: false });
  assert.deepEqual(watch.step(well(500, { lost: true })), { trouble: "lost", speak: false, over: false });
  assert.deepEqual(watch.step(well(1500)), { trouble: null, speak: false, over: false });
});

test("the most telling trouble is named", () => {
  /** @type {[Partial<Signs>, string][]} */
  const cases = [
    [{ hidden: true, cameraOpen: false }, "hidden"],
    [{ cameraOpen: false, lost: true }, "camera_gone"],
    [{ lost: true, answerAt: -9000 }, "lost"],
    [{ pictureAt: -3000, answerAt: -9000 }, "stalled"],
    [{ answerAt: -5100 }, "silent"],
  ];
  for (const [signs, trouble] of cases) assert.equal(new Watch().step(well(0, signs)).trouble, trouble);
});

test("the first answer may take longer, because the networks are loaded for it", () => {
  assert.equal(new Watch().step(well(9000, { answered: false, answerAt: 0 })).trouble, null);
  assert.equal(new Watch().step(well(21_000, { answered: false, answerAt: 0 })).trouble, "silent");
});

test("it is said at once, again every twenty seconds, and its end is said", () => {
  const watch = new Watch();
  const gone = { cameraOpen: false };
  const spoken = [0, 500, 19_000, 20_000, 20_500].map((now) => watch.step(well(now, gone)).speak);
  assert.deepEqual(spoken, [true, false, false, true, false]);
  assert.equal(watch.step(well(21_000)).over, true);
  assert.equal(watch.step(well(21_500)).over, false);
});

test("each reason why there is no camera has its own name", () => {
  const named = (/** @type {string} */ name, message = "") => Object.assign(new Error(message), { name });
  assert.equal(reasonOf(named("NotAllowedError", "Permission denied"), true), "refused");
  assert.equal(reasonOf(named("NotAllowedError", "Permission denied by system"), true), "system");
  assert.equal(reasonOf(named("NotFoundError"), true), "missing");
  assert.equal(reasonOf(named("NotReadableError", "Device in use"), true), "busy");
  assert.equal(reasonOf(named("AbortError"), true), "busy");
  assert.equal(reasonOf(named("TypeError"), false), "insecure");
  assert.equal(reasonOf("odd", true), "other");
});
