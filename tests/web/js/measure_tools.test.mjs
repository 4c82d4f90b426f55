// Angles that are measured by hand on the picture.

import assert from "node:assert/strict";
import { test } from "node:test";

import { angleAt, fromVertical } from "../../../formcheck/web/static/clinician/measure_tools.js";

test("the angle is that at the second point, the same from either end, and never beyond a straight line", () => {
  const [a, b, c] = /** @type {[number, number][]} */ ([[0, 10], [0, 0], [10, 0]]);
  assert.equal(Math.round(angleAt([a, b, c])), 90);
  assert.equal(Math.round(angleAt([c, b, a])), 90);
  assert.equal(Math.round(angleAt([[-10, 1], [0, 0], [10, 1]])), 169);
});

test("a line is measured against the vertical, whichever end comes first", () => {
  assert.equal(Math.round(fromVertical([[0, 0], [0, 10]])), 0);
  assert.equal(Math.round(fromVertical([[0, 0], [10, -10]])), 45);
  assert.equal(Math.round(fromVertical([[10, 0], [0, 0]])), 90);
});
