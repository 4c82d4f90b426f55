// Which days are written below the bars.

import assert from "node:assert/strict";
import { test } from "node:test";

import { withRoom } from "../../../formcheck/web/static/patient/chart.js";

test("days that would run into each other on a phone are left out, and the last one never is", () => {
  const written = withRoom(Array(7).fill("30 de mar."), 82);
  assert.deepEqual([...written], [0, 2, 4, 6]);
  assert.deepEqual([...withRoom(Array(3).fill("1 mar"), 90)], [0, 1, 2]);
  assert.ok(withRoom(Array(14).fill("30 mar"), 41).has(13));
});
