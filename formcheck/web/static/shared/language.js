// The language of a page: that chosen before or that of the browser, and another one chosen on the page.

import { $ } from "./dom.js";
import { choices, saveChoices } from "./store.js";
import { fillLanguages, load, t } from "./texts.js";

/**
 * Puts the page into words, and again whenever another language is chosen.
 * @param {string} title Key of the title of the page.
 * @param {() => void} [changed] What else is to be put into words after another language was chosen.
 */
export async function speakLanguage(title, changed) {
  const words = async () => {
    await load(choices.language ?? navigator.language.slice(0, 2));
    document.title = t(title);
  };
  await words();
  fillLanguages();
  const language = $("language", HTMLSelectElement);
  language.onchange = async () => {
    choices.language = language.value;
    saveChoices();
    await words();
    changed?.();
  };
}
