// Which second's picture is the best one: in good form alone, the tuck observed before unobserved, and clearly better.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isBetter, scoreOf } from "../../../formcheck/web/static/patient/best_picture.js";

const dial = (/** @type {number | null} */ at) => ({ at, sd: 0.1, judged: true });
const pelvis = (/** @type {number | null} */ at) => ({ word: /** @type {const} */ ("tucked"), source: /** @type {const} */ ("contour"), reason: null, band: null, dial: dial(at) });
const good = () => ({ stage: /** @type {const} */ ("hold"), running: true, holding: true, red: false, faults: [], good_s: 5, tuck: /** @type {const} */ ("tucked"), pelvis: pelvis(0.8) });

test("a picture counts only in good form, while the hold runs and has settled", () => {
  assert.equal(scoreOf(good()), 0.8);
  for (const change of [{ red: true }, { running: false }, { holding: false }, { good_s: 1 }, { tuck: /** @type {const} */ ("missing") }, { faults: [/** @type {const} */ ("arching")] }, { stage: /** @type {const} */ ("still") }]) {
    assert.equal(scoreOf({ ...good(), ...change }), null);
  }
});

test("a tuck that was observed comes before one that was not, and beyond the own full tuck nothing is gained", () => {
  const unseen = scoreOf({ ...good(), tuck: "unseen" });
  assert.ok(isBetter(scoreOf({ ...good(), pelvis: pelvis(0.5) }), unseen));
  assert.equal(scoreOf({ ...good(), pelvis: pelvis(1.4) }), 1);
});

test("the first is taken, then only what is clearly better", () => {
  assert.ok(isBetter(0.5, null));
  assert.ok(!isBetter(0.55, 0.5));
  assert.ok(isBetter(0.7, 0.5));
  assert.ok(!isBetter(null, null));
});
