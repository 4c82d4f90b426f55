// Texts of the page in the language chosen; the words live in the server's catalogue.

import { outdated } from "./upgrade.js";

let known = {};
export const settings = { language: "en", languages: {}, hold_s: 30, hold_range_s: [30, 45], ask_after_s: 10, most_sets: 3, picture_lines: 480, limbs: [] };

// Loads the texts. False where the page is of another version than the server: it then reloads itself.
export async function load(language) {
  const answer = await fetch(`api/texts/${encodeURIComponent(language)}`);
  const { texts, protocol, ...rest } = await answer.json();
  known = texts;
  Object.assign(settings, rest);
  document.documentElement.lang = rest.language;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
  return !outdated(protocol);
}

export function t(key, values = {}) {
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const has = (key) => key in known;
