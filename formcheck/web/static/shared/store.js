// What the browser remembers: choices for next time, and the practice that is on, so that a reload loses nothing.

const CHOICES = "formcheck-choices";
const PRACTICE = "formcheck-practice";

const DEFAULTS = {
  parts: { rest: true, lunge: true, ball: false },
  restMinutes: 5, breathIn: 4, breathOut: 6, holdSeconds: null, sets: 1, ballSeconds: 60,
  keep: false, volume: 0.9, mute: false, tones: true, voice: "", language: null, safeAt: 0,
};

function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(storage, key, value) {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that remembers nothing: the page works all the same.
  }
}

const readNumber = (value, low, high, otherwise) => (value >= low && value <= high ? value : otherwise);

export const choices = { ...DEFAULTS, ...read(localStorage, CHOICES) };
choices.volume = readNumber(choices.volume, 0, 1, DEFAULTS.volume);
export const saveChoices = () => write(localStorage, CHOICES, choices);

// view: where the person is; queue: parts still to come; progress: of the lunge; restS, ballS: done so far.
export const practice = read(sessionStorage, PRACTICE);
export const savePractice = () => write(sessionStorage, PRACTICE, practice);

export function newPractice(values) {
  for (const key of Object.keys(practice)) delete practice[key];
  Object.assign(practice, values);
  savePractice();
}

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
