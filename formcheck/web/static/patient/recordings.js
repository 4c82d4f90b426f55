// The voice of formcheck itself: sentences that were recorded. One that was not, or has changed since, has no file.

import { settings } from "../shared/texts.js";

/** @type {Record<string, Record<string, string>>} The file of each sentence, by language. */
const known = {};
/** @type {HTMLAudioElement | null} */
let player = null;
let turn = 0;

/** Loads which sentences of the language there are; without an answer there are none. */
export async function loadRecordings() {
  const { language } = settings;
  if (known[language]) return;
  try {
    const answer = await fetch(`voices/${encodeURIComponent(language)}.json`);
    known[language] = answer.ok ? await answer.json() : {};
  } catch {
    known[language] = {};
  }
}

/** Whether there is a voice of formcheck's own in the language of the page. */
export const isRecorded = () => Object.keys(known[settings.language] ?? {}).length > 0;

/**
 * Gives the files of a text, which may be several sentences; null where one of them was not recorded.
 * @param {string} text
 * @param {Record<string, string>} files
 */
export function filesOf(text, files) {
  if (text in files) return [files[text]];
  const parts = text.split(/(?<=[.?!]) /).map((part) => files[part]);
  return parts.length > 1 && parts.every(Boolean) ? parts : null;
}

/**
 * Speaks a text with the voice of formcheck; returns whether there is one for it.
 * @param {string} text
 * @param {number} volume
 * @param {() => void} over
 */
export function playRecording(text, volume, over) {
  const files = filesOf(text, known[settings.language] ?? {});
  if (!files) return false;
  const mine = (turn += 1);
  const sound = (player ??= new Audio());
  sound.volume = volume;
  const next = () => {
    if (mine !== turn) return;
    const file = files.shift();
    if (!file) return over();
    document.documentElement.dataset.recording = file;
    sound.src = `voices/${settings.language}/${file}`;
    sound.onended = sound.onerror = next;
    sound.play().catch(next);
  };
  next();
  return true;
}

/** Ends what is being played. */
export function stopRecording() {
  turn += 1;
  player?.pause();
}
