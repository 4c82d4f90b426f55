// Which voice of the browser speaks: Portuguese of Brazil is not read by one of Portugal where there is another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { inOrder } from "../../../formcheck/web/static/patient/voice_order.js";

const voice = (/** @type {string} */ lang, isDefault = false) => ({ lang, default: isDefault });

test("a voice of the country of the words comes before the browser's own choice", () => {
  const order = (/** @type {{ lang: string, default: boolean }[]} */ voices) => inOrder(voices, "pt-BR").map(({ lang }) => lang);
  assert.deepEqual(order([voice("pt-PT", true), voice("pt_BR")]), ["pt_BR", "pt-PT"]);
  assert.deepEqual(order([voice("pt-PT"), voice("pt-AO", true)]), ["pt-AO", "pt-PT"]);
});

test("where the words are of no country, the browser's own choice comes first", () => {
  const order = inOrder([voice("en-US"), voice("en-GB", true)], "en").map(({ lang }) => lang);
  assert.deepEqual(order, ["en-GB", "en-US"]);
});
