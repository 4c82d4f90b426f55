// The voice: the browser's own. The latest cue wins; the caption always shows it.

import { $, put } from "../shared/dom.js";
import { choices } from "../shared/store.js";
import { settings } from "../shared/texts.js";

const SHOWN_MS = 5000;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

export function voices() {
  const language = settings.language;
  // Voices that are not of this computer would send the words to somebody's server.
  return (globalThis.speechSynthesis?.getVoices() ?? []).filter((v) => v.lang.startsWith(language) && v.localService);
}

/**
 * Says a text.
 * @param {string} text
 * @param {{ written?: boolean, after?: boolean }} [how] Written: it stands on the page already and needs no caption.
 *   After: what is being said is heard out first.
 */
export function speak(text, { written = false, after = false } = {}) {
  if (!text) return;
  if (!after) silence();
  if (!written) show(text);
  const own = voices();
  if (choices.mute || own.length === 0) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = settings.language;
  words.voice = own.find((v) => v.voiceURI === choices.voice) ?? own.find((v) => v.default) ?? own[0];
  words.volume = choices.volume;
  words.rate = 0.95;
  speechSynthesis.speak(words);
}

/** @param {string} text */
function show(text) {
  $("caption").textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => put($("caption"), ""), SHOWN_MS);
}

export function silence() {
  $("caption").textContent = "";
  globalThis.speechSynthesis?.cancel();
}
