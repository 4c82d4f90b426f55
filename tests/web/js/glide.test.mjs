// The joints glide from one answer to the next.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Glide } from "../../../formcheck/web/static/patient/glide.js";

/** @param {number} x */
const knee = (x) => ({ knee: /** @type {[number, number]} */ ([x, 0.5]) });

/** A glide with two answers, 50 ms apart. */
function between() {
  const glide = new Glide();
  glide.aim(knee(0.2), 1000);
  glide.aim(knee(0.3), 1050);
  return glide;
}

test("between two answers a joint is on its way, and it arrives when the next one is due", () => {
  const glide = between();
  assert.deepEqual([1050, 1075, 1100].map((ms) => Number(glide.at(ms).knee[0].toFixed(3))), [0.2, 0.25, 0.3]);
  assert.deepEqual([glide.arrived(1099), glide.arrived(1100)], [false, true]);
  assert.deepEqual(glide.at(5000), knee(0.3));
});

test("an answer that comes earlier goes on from where the joint is then", () => {
  const glide = between();
  glide.aim(knee(0.35), 1075);
  assert.equal(Number(glide.at(1075).knee[0].toFixed(3)), 0.25);
});

test("after a pause nothing crawls: the drawing is there within a tenth of a second", () => {
  const glide = between();
  glide.aim(knee(0.4), 9000);
  assert.deepEqual([glide.arrived(9099), glide.arrived(9100)], [false, true]);
});

test("whoever wants less motion sees the answer at once", () => {
  const glide = between();
  glide.aim(knee(0.4), 1100, true);
  assert.deepEqual([glide.at(1100), glide.arrived(1100)], [knee(0.4), true]);
});

test("a joint that was not there, or far away, appears where it is, and one that is gone does not stay", () => {
  const glide = between();
  glide.aim({ knee: [0.9, 0.5], hip: [0.5, 0.4] }, 1100);
  assert.deepEqual(glide.at(1101), { knee: [0.9, 0.5], hip: [0.5, 0.4] });
  glide.aim(knee(0.9), 1150);
  assert.deepEqual(Object.keys(glide.at(1151)), ["knee"]);
});

test("cleared it shows nothing", () => {
  const glide = between();
  glide.clear();
  assert.deepEqual(glide.at(1060), {});
});
