import assert from "node:assert/strict";
import { test } from "node:test";

import { filesOf } from "../../../formcheck/web/static/patient/recordings.js";

const FILES = { "Keep breathing.": "a.mp3", "Now hold.": "b.mp3", "Come up slowly. Well done.": "c.mp3" };

test("a text that was recorded whole is one file", () => {
  assert.deepEqual(filesOf("Come up slowly. Well done.", FILES), ["c.mp3"]);
});

test("several sentences that were recorded one by one are played one after another", () => {
  assert.deepEqual(filesOf("Now hold. Keep breathing.", FILES), ["b.mp3", "a.mp3"]);
});

test("a text of which a part was not recorded, or has changed, is left to the browser's voice", () => {
  assert.equal(filesOf("Now hold. Keep breathing deeply.", FILES), null);
  assert.equal(filesOf("Keep breathing", FILES), null);
});
