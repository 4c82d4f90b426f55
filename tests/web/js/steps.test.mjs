// Steps on the clinician's page are taken back and done again in their order.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Steps } from "../../../formcheck/web/static/clinician/steps.js";

test("steps are taken back from the last one on, and done again in the same order", () => {
  const steps = new Steps();
  steps.add({ note: "" }, { note: "a" });
  steps.add({ note: "a" }, { note: "b" });
  assert.deepEqual([steps.undo(), steps.undo(), steps.undo()], [{ note: "a" }, { note: "" }, null]);
  assert.deepEqual([steps.redo(), steps.redo(), steps.redo()], [{ note: "a" }, { note: "b" }, null]);
  assert.deepEqual([steps.canUndo, steps.canRedo], [true, false]);
});

test("after a new step nothing that was taken back can be done again, and no step is none", () => {
  const steps = new Steps();
  steps.add({ note: "" }, { note: "a" });
  steps.undo();
  steps.add({ note: "" }, { note: "" });
  assert.equal(steps.canRedo, true);
  steps.add({ note: "" }, { note: "c" });
  assert.deepEqual([steps.canRedo, steps.undo()], [false, { note: "" }]);
});
