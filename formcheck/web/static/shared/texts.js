// Texts of the page in the language chosen; the words live in the server's catalogue.

/** @import { PageTexts } from "./protocol.js" */

import { $, named } from "./dom.js";
import { outdated } from "./upgrade.js";

/** @type {Record<string, string>} */
let known = {};

/** @type {Omit<PageTexts, "texts" | "protocol">} */
export const settings = {
  language: "en", languages: {}, hold_s: 30, hold_range_s: [10, 45], most_sets: 3, picture_lines: 480,
  limbs: [], dial_tucked: 0.5, dial_arching: 0.45, computer: "", clinician: true, trust: false,
};

/**
 * Loads the texts; a page of another version than the server reloads itself then.
 * @param {string} language
 */
export async function load(language) {
  const answer = await fetch(`api/texts/${encodeURIComponent(language)}`);
  const { texts, protocol, ...rest } = /** @type {PageTexts} */ (await answer.json());
  known = texts;
  Object.assign(settings, rest);
  document.documentElement.lang = rest.language;
  for (const element of withData("t")) element.textContent = t(element.dataset.t ?? "");
  for (const element of withData("t-label")) named(element, t(element.dataset.tLabel ?? ""));
  outdated(protocol);
}

/**
 * @param {string} name
 * @returns {NodeListOf<HTMLElement>}
 */
const withData = (name) => document.querySelectorAll(`[data-${name}]`);

/** Lets the language be chosen: fills the list of languages of the page. */
export function fillLanguages() {
  const list = $("language", HTMLSelectElement);
  list.replaceChildren(...Object.entries(settings.languages).map(([tag, name]) => new Option(name, tag)));
  list.value = settings.language;
}

/**
 * Returns a text; what stands in braces is filled in.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/** @param {string} key */
export const has = (key) => key in known;
