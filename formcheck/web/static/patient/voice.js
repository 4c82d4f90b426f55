// The voice: the browser's own, or recordings. One sentence after another; the caption always shows it.

import { sound } from "./earcons.js";
import { $, put } from "../shared/dom.js";
import { isRecorded, loadRecordings, playRecording, stopRecording } from "./recordings.js";
import { choices } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";
import { SpeechQueue } from "./speech_queue.js";
import { inOrder } from "./voice_order.js";

/** @import { Sentence } from "./speech_queue.js" */

const SHOWN_MS = 5000;
/** About how long a sentence takes, where the browser does not say when it has ended. */
const WORD_MS = 360;
const BEGIN_MS = 500;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

export function voices() {
  const language = settings.language;
  // Voices that are not of this computer would send the words to somebody's server.
  const own = (globalThis.speechSynthesis?.getVoices() ?? []).filter((v) => v.lang.startsWith(language) && v.localService);
  return inOrder(own, t("app.locale"));
}

/** What is chosen in place of a voice of the browser. */
export const RECORDED = "recorded";

/** Whether the recordings speak: where the person prefers them, and where the browser has no voice of its own. */
export const speaksRecorded = () => isRecorded() && (choices.voice === RECORDED || voices().length === 0);

/** Whether there is any voice in the language of the page. */
export const hasVoice = () => isRecorded() || voices().length > 0;

const VOICES_MS = 2000;
/** @type {Promise<void> | null} */
let loading = null;

/**
 * Waits until the browser has loaded its voices: many know of none in the first moments, and of some only later. A
 * browser without any is waited for once.
 */
export async function voicesReady() {
  await Promise.all([browserVoices(), loadRecordings()]);
}

function browserVoices() {
  const { speechSynthesis } = globalThis;
  if (!speechSynthesis?.addEventListener || speechSynthesis.getVoices().length > 0) return Promise.resolve();
  loading ??= new Promise((done) => {
    speechSynthesis.addEventListener("voiceschanged", () => done(), { once: true });
    setTimeout(done, VOICES_MS);
  });
  return loading;
}

/** @type {(speaking: boolean) => void} */
let report = () => {};

const queue = new SpeechQueue({
  say,
  hush: () => {
    turn += 1;
    globalThis.speechSynthesis?.cancel();
    stopRecording();
  },
  changed: (speaking) => report(speaking),
  now: () => performance.now(),
});

/**
 * Calls back whenever the page begins to speak or has spoken out.
 * @param {(speaking: boolean) => void} changed
 */
export function whileSpeaking(changed) {
  report = changed;
}

/**
 * Says a text once what is being said has been spoken out.
 * @param {string} text
 * @param {Omit<Sentence, "text">} [how]
 */
export function speak(text, how = {}) {
  queue.add({ text, ...how });
}

/**
 * Takes the next answer: what waits to be said and is true no longer is dropped.
 * @param {Parameters<SpeechQueue["check"]>[0]} answer
 */
export function keepTrue(answer) {
  queue.check(answer);
}

/**
 * @param {Sentence} sentence
 * @param {() => void} over
 */
function say({ text, written = false }, over) {
  if (!written) show(text);
  turn += 1;
  const mine = turn;
  // The first words of a page must not be lost while the browser still loads its voices.
  voicesReady().then(() => mine === turn && utter(text, over));
}

/** Counts the sentences, so that one that was cut off while it waited for the voices is not spoken after all. */
let turn = 0;

/**
 * @param {string} text
 * @param {() => void} over
 */
function utter(text, over) {
  const own = voices();
  const aboutMs = BEGIN_MS + WORD_MS * text.split(/\s+/).length;
  if (!choices.mute && speaksRecorded() && playRecording(text, choices.volume, over)) return;
  if (choices.mute || own.length === 0) {
    if (!choices.mute) sound("note"); // look here: a sentence has been written
    return void setTimeout(over, aboutMs);
  }
  const words = new SpeechSynthesisUtterance(text);
  words.lang = t("app.locale");
  words.voice = own.find((v) => v.voiceURI === choices.voice) ?? own[0];
  words.volume = choices.volume;
  words.rate = 0.95;
  const patience = setTimeout(over, 2 * aboutMs + 2000); // some voices never say that they have ended
  words.onend = words.onerror = () => {
    clearTimeout(patience);
    over();
  };
  speechSynthesis.speak(words);
}

/** @param {string} text */
function show(text) {
  $("caption").textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => put($("caption"), ""), SHOWN_MS);
}

/** For safety, and where the person goes on: what is being said ends. */
export function silence() {
  $("caption").textContent = "";
  queue.cut();
}
