// The start page: words in the language of the browser, and nothing else; the doors are plain links.

import { $ } from "../shared/dom.js";
import { choices, saveChoices } from "../shared/store.js";
import { fillLanguages, load, t } from "../shared/texts.js";

async function main() {
  await load(choices.language ?? navigator.language.slice(0, 2));
  document.title = t("start.title");
  fillLanguages();
  const language = $("language", HTMLSelectElement);
  language.onchange = async () => {
    choices.language = language.value;
    saveChoices();
    await load(choices.language);
    document.title = t("start.title");
  };
}

main();
