// Texts of the page in the language chosen; the words live in the server's catalogue.

let known = {};
export const settings = { language: "en", languages: {}, hold_s: 30, hold_range_s: [30, 45], ask_after_s: 10, picture_lines: 480 };

export async function load(language) {
  const answer = await fetch(`api/texts/${encodeURIComponent(language)}`);
  const { texts, ...rest } = await answer.json();
  known = texts;
  Object.assign(settings, rest);
  document.documentElement.lang = rest.language;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of document.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
}

export function t(key, values = {}) {
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export const has = (key) => key in known;
