// A page that is older than its server reloads itself, but never for ever.

import assert from "node:assert/strict";
import { test } from "node:test";

import { PROTOCOL } from "../../../formcheck/web/static/shared/protocol.js";
import { outdated } from "../../../formcheck/web/static/shared/upgrade.js";

/** A tab: what it remembers outlives its reloads. */
function tab() {
  const kept = new Map();
  const storage = {
    /** @param {string} key */
    getItem: (key) => kept.get(key) ?? null,
    /** @type {(key: string, value: string) => void} */
    setItem: (key, value) => void kept.set(key, value),
  };
  /** @type {string[]} */
  const happened = [];
  return { storage, reload: () => void happened.push("reload"), tell: () => void happened.push("tell"), happened };
}

test("the same version reloads nothing", () => {
  const page = tab();
  assert.equal(outdated(PROTOCOL, page), false);
  assert.deepEqual(page.happened, []);
});

test("another version reloads once; if that did not help, the page says so and stays", () => {
  const page = tab();
  for (let times = 0; times < 3; times += 1) assert.equal(outdated("newer", page), true);
  assert.deepEqual(page.happened, ["reload", "tell", "tell"]);
});

test("each further version reloads once more", () => {
  const page = tab();
  for (const theirs of ["newer", "newest", "newer"]) outdated(theirs, page);
  assert.deepEqual(page.happened, ["reload", "reload", "reload"]);
});

test("a browser that remembers nothing is never reloaded", () => {
  const page = tab();
  const refuses = () => {
    throw new Error("no storage");
  };
  outdated("newer", { ...page, storage: { getItem: refuses, setItem: refuses } });
  outdated("newer", { ...page, storage: { getItem: () => null, setItem: () => {} } });
  assert.deepEqual(page.happened, ["tell", "tell"]);
});
