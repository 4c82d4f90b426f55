// Where things lie on the clinician's timeline, and what marks become of what is drawn there.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Axis, between, clock, CurveRow, degrees, following, grabbed, holdsOf, isLongEnough, laneAt, marksOf, moved, valueAt,
  withSpan, zoomed,
} from "../../../formcheck/web/static/clinician/timeline_geometry.js";

/** @typedef {import("../../../formcheck/web/static/shared/protocol.js").Curve} Curve */
/** @typedef {import("../../../formcheck/web/static/shared/protocol.js").Found} Found */

test("a moment lies where a click on it finds it again", () => {
  const axis = new Axis(1000, 20);
  for (const s of [0, 0.01, 7.3, 20]) assert.equal(axis.seconds(axis.x(s)), s);
  assert.deepEqual([axis.x(0), axis.x(20)], [axis.left, axis.right]);
});

test("a click beside the axis is its beginning or its end", () => {
  const axis = new Axis(1000, 20);
  assert.deepEqual([axis.seconds(0), axis.seconds(5000)], [0, 20]);
});

test("a box that is too narrow, or a video without a length, breaks nothing", () => {
  assert.equal(new Axis(10, 20).width, 320);
  assert.ok(Number.isFinite(new Axis(1000, 0).x(0)));
  assert.deepEqual(new Axis(1000, 0).ticks, [0]);
});

test("moments are written no closer than one can read, and the whole length has some", () => {
  assert.deepEqual(new Axis(1000, 20).ticks.slice(0, 3), [0, 2, 4]);
  for (const duration of [0.4, 7, 61, 3600, 40_000]) {
    const { ticks } = new Axis(1000, duration);
    assert.ok(ticks.length >= 1 && ticks[ticks.length - 1] <= duration);
  }
  assert.ok(new Axis(1000, 3600).ticks.length <= 12);
});

test("the lanes are the neutral, the own range and the holds; below them is none", () => {
  const at = [0, 33, 34, 67, 68, 101, 102, -1].map(laneAt);
  assert.deepEqual(at, ["baselines_s", "baselines_s", "ranges_s", "ranges_s", "holds_s", "holds_s", null, null]);
});

test("an edge is grabbed from near by, and the other one stays", () => {
  /** @type {[number, number][]} */
  const spans = [[2, 4], [6, 9]];
  assert.deepEqual(grabbed(spans, 6.1, 0.2), { row: 1, fixed: 9, span: [6, 9] });
  assert.deepEqual(grabbed(spans, 8.9, 0.2), { row: 1, fixed: 6, span: [6, 9] });
  assert.deepEqual(grabbed(spans, 5, 0.2), { row: -1, fixed: 5, span: [5, 5] });
});

test("a new mark takes the place of those it runs into, and of the one it was", () => {
  /** @type {[number, number][]} */
  const spans = [[1, 2], [4, 6], [8, 9]];
  assert.deepEqual(withSpan(spans, [5, 8.5], -1), [[1, 2], [5, 8.5]]);
  assert.deepEqual(withSpan(spans, [2.5, 3.001], 1), [[1, 2], [2.5, 3], [8, 9]]);
});

test("a mark may be drawn backwards, and a slip of the hand is none", () => {
  assert.deepEqual(between(5, 3), [3, 5]);
  assert.deepEqual([isLongEnough([1, 1.1]), isLongEnough([1, 1.3])], [false, true]);
});

/** @type {Curve} */
const CURVE = {
  quantity: "trunk_deg", name: "Trunk",
  times_s: [0, 1, 2, 3], values_deg: [10, null, -20.6, 0], green: [-5, 5], yellow: [null, 15],
};

test("a curve lies inside its row, larger angles above, and is broken where nothing is known", () => {
  const row = new CurveRow(CURVE, 100);
  assert.ok(100 < row.y(10) && row.y(10) < row.y(-20.6) && row.y(-20.6) < 174);
  assert.equal(row.y(9999), row.y(15 + 3));
  assert.equal(row.path(new Axis(1000, 3)).replace(/[\d. ]+/g, ""), "MML");
});

test("a band without a limit reaches to the edge of the row", () => {
  const [red, yellow, green] = new CurveRow(CURVE, 0).zones;
  assert.deepEqual([red.name, yellow.name, green.name], ["red", "yellow", "green"]);
  assert.equal(yellow.y + yellow.height, red.y + red.height);
  assert.ok(red.y < yellow.y && yellow.y < green.y);
});

test("the value at a moment is that of the next sample, with a true minus sign, or a dash", () => {
  assert.deepEqual([-1, 0, 0.5, 1.5, 3, 99].map((s) => valueAt(CURVE, s)), ["10°", "10°", "–", "−21°", "0°", "0°"]);
  assert.equal(valueAt({ ...CURVE, times_s: [], values_deg: [] }, 1), "–");
  assert.equal(degrees(-0.2), "0°");
});

test("a moment is never written with sixty seconds", () => {
  assert.deepEqual([0, 59.94, 59.96, 64.2, 600].map(clock), ["0:00.0", "0:59.9", "1:00.0", "1:04.2", "10:00.0"]);
});

const CORRECTIONS = {
  rear_side: null, facing: null, person: null, rotate_deg: null, stream: null, mirrored: false, speed: null, baselines_s: [], holds_s: [],
  kept_holds_s: [], sides_s: [], joints: [], ranges_s: [], no_range: false,
  start_s: null, end_s: null,
};
const FOUND = /** @type {Found} */ (/** @type {unknown} */ ({
  sides: [{ baselines: [{ start_s: 20, end_s: 22 }, { start_s: 11, end_s: 12 }] }, { baselines: [] }, { baselines: [{ start_s: 1, end_s: 3 }] }],
  holds: [{ start_s: 4, end_s: 9 }],
  found_ranges_s: [[3, 9]],
}));

test("marks that were given stand for those that were found, lane by lane", () => {
  assert.deepEqual(marksOf(FOUND, { ...CORRECTIONS, holds_s: [[5, 8]] }), {
    spans: { baselines_s: [[1, 3], [11, 12], [20, 22]], ranges_s: [[3, 9]], holds_s: [[5, 8]] },
    given: { baselines_s: [false, false, false], ranges_s: [false], holds_s: [true] },
  });
});

test("an own range that was found is replaced by one that is marked, and gone where it is said that there is none", () => {
  for (const [given, shown] of /** @type {[object, number[][]][]} */ ([
    [{ ranges_s: [[2, 7]] }, [[2, 7]]], [{ no_range: true }, []],
  ])) {
    const marks = marksOf(FOUND, { ...CORRECTIONS, ...given });
    assert.deepEqual([marks.spans.ranges_s, marks.given.ranges_s], [shown, shown.map(() => true)]);
  }
});

test("a hold marked by hand leaves those that were found as found", () => {
  const found = { ...FOUND, holds: [{ start_s: 4, end_s: 9 }, { start_s: 20, end_s: 25 }] };
  const { spans } = marksOf(/** @type {Found} */ (found), CORRECTIONS);
  const more = holdsOf(withSpan(spans.holds_s, [12, 15], -1), spans.holds_s);
  assert.deepEqual(more, { holds_s: [[12, 15]], kept_holds_s: [[4, 9], [20, 25]] });
  const marks = marksOf(/** @type {Found} */ (found), { ...CORRECTIONS, ...more });
  assert.deepEqual(marks.spans.holds_s, [[4, 9], [12, 15], [20, 25]]);
  assert.deepEqual(marks.given.holds_s, [false, true, false]);
  const dragged = holdsOf(withSpan(spans.holds_s, [5, 9], 0), spans.holds_s);
  assert.deepEqual(dragged, { holds_s: [[5, 9]], kept_holds_s: [[20, 25]] });
  assert.deepEqual(holdsOf([[4, 9], [20, 25]], [[4, 9], [20, 25]]), { holds_s: [], kept_holds_s: [] });
});

test("what lies under the hand stays there when the time is brought nearer, as far as the film goes", () => {
  const part = zoomed([0, 20], 2, 5, 20);
  assert.deepEqual(part, [2.5, 12.5]);
  const axis = new Axis(1000, 20, part);
  assert.deepEqual([axis.x(2.5), axis.x(12.5), axis.seconds(axis.x(5))], [axis.left, axis.right, 5]);
  assert.deepEqual(axis.ticks.slice(0, 2), [3, 4]);
  assert.deepEqual(zoomed([0, 20], 2, 20, 20), [10, 20]);
  assert.deepEqual(zoomed([2.5, 12.5], 0.1, 5, 20), [0, 20]);
  const [from, to] = zoomed([0, 20], 1e6, 7, 20);
  assert.ok(to - from >= 1 && from <= 7 && to >= 7);
});

test("the part that is shown goes no farther than the film, and follows where that stands", () => {
  assert.deepEqual(moved([2, 4], 30, 20), [18, 20]);
  assert.deepEqual(moved([2, 4], -30, 20), [0, 2]);
  assert.deepEqual(following([2, 4], 3, 20), [2, 4]);
  const [from, to] = following([2, 4], 9, 20);
  assert.ok(from <= 9 && to >= 9);
});
