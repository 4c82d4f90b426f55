// Which answer about the list of videos counts, and when something of it is lost.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ListAnswers } from "../../../formcheck/web/static/clinician/list_answers.js";

/** @param {string[]} numbers */
const videos = (...numbers) =>
  /** @type {import("../../../formcheck/web/static/shared/protocol.js").VideoShort[]} */ (
    /** @type {unknown} */ (numbers.map((number) => ({ number })))
  );

test("an older answer that is late is no answer any more", () => {
  const answers = new ListAnswers();
  const [first, second] = [answers.ask(), answers.ask()];
  assert.deepEqual([answers.isLast(first), answers.isLast(second)], [false, true]);
});

test("a video that vanished is lost, one that was removed here or has come is not", () => {
  const answers = new ListAnswers();
  assert.equal(answers.lost(videos("a"), videos("a", "b")), false);
  answers.remove("a");
  assert.equal(answers.lost(videos("a", "b"), videos("b")), false);
  assert.equal(answers.lost(videos("a", "b"), videos()), true);
});
