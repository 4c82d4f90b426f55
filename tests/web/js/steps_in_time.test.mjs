// Two films in step: their shared time, and where each of them stands in it.

import assert from "node:assert/strict";
import { test } from "node:test";

import { withMove } from "../../../formcheck/web/static/clinician/joint_editor.js";
import { placeIn, sharedTime, zeroOf } from "../../../formcheck/web/static/clinician/steps_in_time.js";

/** @typedef {import("../../../formcheck/web/static/shared/protocol.js").Found} Found */

const FOUND = /** @type {Found} */ (/** @type {unknown} */ ({
  holds: [{ start_s: 12 }, { start_s: 5 }], sides: [{ baselines: [{ end_s: 9 }] }, { baselines: [{ end_s: 3 }] }],
}));

test("films are in step from their first hold, else from the neutral, else from the beginning", () => {
  assert.deepEqual([zeroOf(FOUND, "hold"), zeroOf(FOUND, "neutral"), zeroOf(FOUND, "start")], [5, 3, 0]);
  assert.equal(zeroOf({ ...FOUND, holds: [] }, "hold"), 3);
  assert.equal(zeroOf({ holds: [], sides: [] }, "hold"), 0);
});

test("the shared time reaches from the first beginning to the last end, and a film waits outside of its own", () => {
  const films = [{ zeroS: 5, durationS: 9 }, { zeroS: 2, durationS: 12 }];
  assert.deepEqual(sharedTime(films), [-5, 10]);
  assert.deepEqual(films.map((film) => placeIn(film, -4)), [1, 0]);
  assert.deepEqual(films.map((film) => placeIn(film, 8)), [9, 10]);
  assert.deepEqual(sharedTime([]), [0, 0]);
});

test("a joint moved again in the same picture adds up, and other pictures and joints keep theirs", () => {
  const shown = /** @type {const} */ ({ joint: "left_hip", x_px: 110, y_px: 50, raw_x_px: 100, raw_y_px: 50, moved_x_px: 10, moved_y_px: 0 });
  const before = /** @type {const} */ ([
    { joint: "left_hip", time_s: 2, dx_px: 10, dy_px: 0 }, { joint: "left_hip", time_s: 1, dx_px: 1, dy_px: 1 },
    { joint: "left_knee", time_s: 2, dx_px: 2, dy_px: 2 },
  ]);
  assert.deepEqual(withMove([...before], shown, 2, [115, 47]), [before[1], before[2], { joint: "left_hip", time_s: 2, dx_px: 15, dy_px: -3 }]);
});
