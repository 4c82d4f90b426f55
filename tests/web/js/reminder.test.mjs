// What brings people back: the calendar file, the days practised, the own range over the weeks.

import assert from "node:assert/strict";
import { test } from "node:test";

import { hipExtensions, ownTucks } from "../../../formcheck/web/static/patient/weeks_chart.js";
import { calendar, daysPractised, ownTuck } from "../../../formcheck/web/static/patient/reminder.js";

const MONDAY = new Date(2026, 2, 2, 19, 0);

test("the first reminder lies ahead, on a day of its rule, and rings", () => {
  const daily = calendar({ time: "18:30", often: "daily", title: "Stretch, gently" }, MONDAY);
  assert.match(daily, /DTSTART:20260303T183000\r\n/);
  assert.match(daily, /RRULE:FREQ=DAILY;COUNT=56\r\n/);
  assert.match(daily, /SUMMARY:Stretch\\, gently\r\n/);
  assert.match(daily, /BEGIN:VALARM\r\n/);
  const three = calendar({ time: "18:30", often: "three", title: "x" }, MONDAY);
  assert.match(three, /DTSTART:20260304T183000\r\nDURATION:PT15M\r\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;COUNT=24\r\n/);
  const later = calendar({ time: "20:00", often: "daily", title: "x" }, MONDAY);
  assert.match(later, /DTSTART:20260302T200000\r\n/);
});

test("a day counts once, however often somebody practised in it", () => {
  const at = (/** @type {number} */ day, hour = 9) => ({ started_at: new Date(2026, 2, day, hour).toISOString() });
  assert.deepEqual(daysPractised([at(1), at(1, 18), at(2)], MONDAY), { all: 2, week: 2 });
  assert.deepEqual(daysPractised([{ started_at: new Date(2026, 0, 1).toISOString() }, at(2)], MONDAY), { all: 2, week: 1 });
});

test("the own tuck is compared only where it was read twice on that side", () => {
  const done = (/** @type {number | null} */ deg, side = "left") => ({ parts: [{ side, own_tuck_deg: deg }] });
  assert.equal(ownTuck([done(4), done(null), done(6, "right")], "left"), null);
  assert.deepEqual(ownTuck([done(4.2), done(null), done(6.1)], "left"), { first: 4.2, last: 6.1 });
});

test("the chart of the own tuck has one point a practice and side, the last that was read in it", () => {
  const part = (/** @type {number | null} */ deg, side = "left") => ({ side, own_tuck_deg: deg });
  const past = [
    { started_at: "2026-03-04T10:00:00Z", parts: [part(4), part(5), part(8, "right")] },
    { started_at: "2026-03-06T10:00:00Z", parts: [part(null)] },
    { started_at: "2026-03-09T10:00:00Z", parts: [part(6)] },
  ];
  assert.deepEqual(ownTucks(past, "left").map(({ deg }) => deg), [5, 6]);
  assert.deepEqual(ownTucks(past, "right"), [{ at: Date.parse("2026-03-04T10:00:00Z"), deg: 8 }]);
});

test("of the sets of one practice the furthest hip extension stands for it, with its own sd", () => {
  const part = (/** @type {number | null} */ deg, /** @type {number | null} */ sd) => ({ side: "left", hip_extension_deg: deg, hip_extension_sd_deg: sd });
  const past = [{ started_at: "2026-03-04T10:00:00Z", parts: [part(8, 2), part(12, 3), part(null, null)] }];
  assert.deepEqual(hipExtensions(past, "left"), [{ at: Date.parse("2026-03-04T10:00:00Z"), deg: 12, sd: 3 }]);
  assert.deepEqual(hipExtensions(past, "right"), []);
});
