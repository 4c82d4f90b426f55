// What the browser remembers: choices for next time, and the practice that is on, so that a reload loses nothing.

/** @import { Progress, StoodTry } from "./protocol.js" */

/**
 * @typedef {"rest" | "lunge" | "ball"} PartOfPractice
 *
 * @typedef {object} Choices
 * @property {Record<PartOfPractice, boolean>} parts
 * @property {number} restMinutes
 * @property {number} breathIn Seconds, as breathOut, holdSeconds and ballSeconds.
 * @property {number} breathOut
 * @property {number | null} holdSeconds
 * @property {number} sets
 * @property {number} ballSeconds
 * @property {boolean} keep
 * @property {number} volume
 * @property {boolean} mute
 * @property {boolean} tones
 * @property {boolean} tuckTone While tucking in; holdTone: in the hold, too.
 * @property {boolean} holdTone
 * @property {string} voice
 * @property {boolean} taught How it is done has been said once.
 * @property {boolean} handsTold How to answer with the hands has been said.
 * @property {string} camera Which camera was chosen; empty: the one that the browser takes.
 * @property {string | null} language
 * @property {number} textSize How many times as large as usual.
 * @property {string} planMet Number of the plan that was met last: a new one brings its language.
 * @property {boolean} keys Whether single keys do anything; Esc always does.
 *
 * @typedef {object} Practice
 * @property {string} [view] Where the person is.
 * @property {PartOfPractice[]} [queue] Parts still to come.
 * @property {Progress} [progress] Of the lunge.
 * @property {string} [startedAt]
 * @property {number} [restS] Seconds done so far, as ballS.
 * @property {number} [ballS]
 * @property {boolean} [hurt] It was stopped for pain, and nobody has been asked since whether to go on.
 * @property {boolean} [flagged] One of the first questions was answered with yes.
 * @property {boolean} [pained] It hurt in it, whatever came later.
 * @property {number} [painNow] What was said before anything began, 0-10; painBefore and painAfter: of this practice.
 * @property {number} [painBefore]
 * @property {number} [painAfter]
 * @property {string} [plan] Number of the clinic's plan that leads it.
 * @property {Partial<Choices>} [today] What was chosen for this time alone: by the plan, or in its place.
 * @property {number} [kept] Its number in the history.
 * @property {boolean} [standAfter] The posture check that is on is the one after the practice.
 * @property {StoodTry[]} [stood] The tries of the check before, in numbers.
 * @property {string} [stoodAt] When that was.
 * @property {number} [stoodKept] Its number in the history.
 * @property {boolean} [stoodPaired] What was kept there has its after.
 */

const CHOICES = "formcheck-choices";
const PRACTICE = "formcheck-practice";

/** @type {Choices} */
const DEFAULTS = {
  parts: { rest: true, lunge: true, ball: false },
  restMinutes: 5, breathIn: 4, breathOut: 6, holdSeconds: null, sets: 1, ballSeconds: 60,
  keep: false, volume: 0.9, mute: false, tones: true, tuckTone: true, holdTone: false, voice: "", taught: false, handsTold: false, camera: "", language: null,
  textSize: 1, keys: true, planMet: "",
};

/**
 * @param {Storage} storage
 * @param {string} key
 */
function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {Storage} storage
 * @param {string} key
 * @param {object} value
 */
function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that remembers nothing: the page works all the same.
  }
}

/** @type {Choices} */
export const choices = { ...DEFAULTS, ...read(localStorage, CHOICES) };
if (!(choices.volume >= 0 && choices.volume <= 1)) choices.volume = DEFAULTS.volume;
export const saveChoices = () => write(localStorage, CHOICES, choices);

/**
 * Returns a choice as it holds for the practice that is on.
 * @template {keyof Choices} K
 * @param {K} name
 * @returns {Choices[K]}
 */
export const chosen = (name) => /** @type {Choices[K]} */ (practice.today?.[name] ?? choices[name]);

/** @type {Practice} */
export const practice = read(sessionStorage, PRACTICE);
export const savePractice = () => write(sessionStorage, PRACTICE, practice);

/** @param {Practice} values */
export function newPractice(values) {
  for (const key of /** @type {(keyof Practice)[]} */ (Object.keys(practice))) delete practice[key];
  Object.assign(practice, values);
  savePractice();
}

/**
 * @param {Storage} storage
 * @param {string} key
 */
function identity(storage, key) {
  let value = null;
  try {
    value = storage.getItem(key);
    if (!value) storage.setItem(key, (value = newId()));
  } catch {
    // as above
  }
  return value ?? newId();
}

const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export const browserId = identity(localStorage, "formcheck-browser");
export const tabId = identity(sessionStorage, "formcheck-tab");
