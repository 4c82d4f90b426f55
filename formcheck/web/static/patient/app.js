// Leads from one step to the next.

import { cameraAllowed, fillCameras, showCameraTrouble } from "./camera_choice.js";
import { unlock } from "./earcons.js";
import { forget as forgetPicture } from "./best_picture.js";
import { openHistory, readAdvice } from "./history.js";
import { openAdvice } from "./advice.js";
import { painKey, PainScale } from "./pain.js";
import { offerGivingBack, wireGivingBack } from "./give_back.js";
import { askFlags, PlanCard } from "./plan.js";
import { $, find, put } from "../shared/dom.js";
import { Learn } from "./learn.js";
import { applyLooks, fillVoices, soundIsOpen, wireSound } from "./sound_settings.js";
import { Stage } from "./stage.js";
import { PostureCheck } from "./stand.js";
import { choices, newPractice, practice, saveChoices, savePractice } from "../shared/store.js";
import { showPictures, wireSheet } from "./sheet.js";
import { closeSummary, openSummary, save } from "./summary.js";
import { fillLanguages, load, settings, t } from "../shared/texts.js";
import { Ball, Rest } from "./timers.js";
import { hasVoice, silence, speak, voicesReady } from "./voice.js";

/** @import { PartOfPractice } from "../shared/store.js" */

const RUNNING = ["rest", "ball", "camera", "stage", "standing"];
const LASTING = [...RUNNING, "learn", "stopped", "summary"];
/** Of the posture check: it is no part of a practice, and begins again where the page is reloaded. */
const STANDING = ["stand", "standing", "stood"];

/** @type {string | null} */
let view = null;
/** So long a posture check stands for how somebody stood before; on another day they stand anew. */
const STOOD_LASTS_MS = 12 * 3_600_000;
let takeOver = false;

/** @param {"elsewhere" | "full"} why */
const shut = (why) => {
  $("elsewhere-text").textContent = t(why === "full" ? "app.full" : "app.elsewhere");
  show("elsewhere");
};
const stage = new Stage({
  done: () => next(),
  pain: () => hurts(),
  stop: () => stop(),
  shut,
});
const check = new PostureCheck({
  done: () => leave(() => show("stood")),
  stop: () => stop(),
  shut,
});
const plan = new PlanCard({
  met: ({ id, language }) => {
    // A new plan brings its language; whoever then chooses another one keeps that.
    const isNew = choices.planMet !== id;
    choices.planMet = id;
    saveChoices();
    if (isNew && language in settings.languages) changeLanguage(language);
  },
  changed: () => {
    changesToday = false;
    edited = {};
    showPlan();
  },
});
/** Whether the plan is left aside for this time alone. */
let changesToday = false;
/** @type {Partial<import("../shared/store.js").Choices>} What was chosen in the place of a plan so far. */
let edited = {};
/** Number of the plan whose wishes stand in the fields; empty where the person's own do. */
let filledFor = "";
const painBefore = new PainScale("pain-before", (score) => (practice.painNow = score));
const rest = new Rest(() => next());
const ball = new Ball(() => next());
const learn = new Learn(() => {
  choices.taught = true;
  saveChoices();
  if (practice.queue?.length) enter();
  else show("routine");
});

/** @type {Record<string, () => void>} */
const OPEN = {
  advice: openAdvice,
  welcome: () => {
    $("to-review").hidden = !settings.clinician;
    $("install").hidden = !settings.computer;
    $("trust").hidden = !settings.trust;
    if (practice.kept) void plan.load().then(showPlan); // one day more
    showPlan();
    void warnOfSilence();
  },
  routine: () => {
    fillRoutine();
    painBefore.open(practice.painNow ?? null);
    void warnOfSilence();
    greet();
  },
  rest: () => rest.open(),
  ball: () => ball.open(),
  camera: () => {
    $("camera-trouble").hidden = true;
    void showCameras();
  },
  learn: () => learn.open(),
  stage: () => {
    stage.open(takeOver);
    takeOver = false;
  },
  stand: () => {
    $("stand-trouble").hidden = true;
    check.tell();
  },
  standing: () => check.open(),
  stopped: () => {
    $("stopped-hurt").hidden = Boolean(practice.hurt);
    find(document, '[data-view="stopped"] h1').textContent = t(practice.hurt ? "stopped.hurt_title" : "stopped.title");
  },
  summary: () => {
    showPictures();
    return openSummary();
  },
  history: () => {
    showPictures();
    return openHistory();
  },
};
/** @type {Record<string, () => void>} */
const CLOSE = {
  welcome: () => plan.stopLooking(),
  routine: () => {
    const read = readRoutine();
    if (changesToday) edited = read;
    painBefore.close();
  },
  summary: closeSummary,
  rest: () => rest.close(),
  ball: () => ball.close(),
  standing: () => check.close(),
  stage: () => (practice.queue?.[0] === "lunge" ? stage.close() : stage.finish()),
};

/** @param {string} name */
function show(name) {
  if (view && view !== name) CLOSE[view]?.();
  view = name;
  for (const section of sections()) section.hidden = section.dataset.view !== name;
  document.body.dataset.showing = name;
  $("stop").hidden = !RUNNING.includes(name);
  practice.view = name;
  savePractice();
  OPEN[name]?.();
  scrollTo(0, 0);
  find(document, `[data-view="${name}"] h1`).focus({ preventScroll: true });
}

/** @returns {NodeListOf<HTMLElement>} */
const sections = () => document.querySelectorAll("[data-view]");

/** Begins the part at the head of the queue: it is the one that is on. */
function enter() {
  const part = practice.queue?.[0];
  if (!part) return show("summary");
  if (part === "lunge" && !choices.taught) return show("learn");
  show(part === "lunge" ? "camera" : part);
  if (part === "lunge") startCamera(true);
}

function next() {
  practice.queue?.shift();
  savePractice();
  enter();
}

/**
 * Goes on because the person wants it: they have heard enough of where they were.
 * @param {() => void} onwards
 */
function leave(onwards) {
  silence();
  onwards();
}

/** @param {boolean} after Whether it is the one after the practice. */
function standBefore(after) {
  practice.standAfter = after;
  leave(() => show("stand"));
}

async function startStanding() {
  try {
    await check.camera.start(choices.camera);
  } catch (error) {
    return cameraTrouble(error, "stand-trouble");
  }
  if (view === "stand") leave(() => show("standing"));
  else check.camera.stop();
}

/** Ends the posture check, done or not: back to where it was offered. */
function endStanding() {
  const after = practice.standAfter;
  delete practice.standAfter;
  leave(() => show(after ? "summary" : "routine"));
}

function stop() {
  show("stopped");
  silence();
  speak(t(practice.hurt ? "say.stopped_pain" : "say.stopped"));
}

/** Pain stops everything, whatever is on, and is remembered for the summary and the next practice. */
function hurts() {
  practice.hurt = practice.pained = true;
  savePractice();
  stop();
}

async function startCamera(onlyIfAllowed = false) {
  if (onlyIfAllowed && !(await cameraAllowed())) {
    const how = ["camera.how1", "camera.how2", "camera.how3"].map((key) => t(key));
    return speak(how.join(" "), { written: true });
  }
  $("camera-trouble").hidden = true;
  try {
    await stage.camera.start(choices.camera);
  } catch (error) {
    return cameraTrouble(error);
  }
  void showCameras();
  if (view === "camera") show("stage");
  else if (view !== "stage") stage.camera.stop();
}

/**
 * @param {unknown} error
 * @param {string} [place] Id of where it is told.
 */
function cameraTrouble(error, place) {
  showCameraTrouble(error, place);
  void showCameras();
}

const showCameras = () => fillCameras(stage.camera.id, chooseCamera);

/** @param {string} id */
async function chooseCamera(id) {
  choices.camera = id;
  saveChoices();
  try {
    await stage.choose(id);
  } catch (error) {
    if (view === "camera") cameraTrouble(error);
  }
  await showCameras();
}

/** @typedef {"restMinutes" | "breathIn" | "breathOut" | "holdSeconds" | "sets" | "ballSeconds"} NumberChoice */

/** @type {Record<string, NumberChoice>} Choices by the field they are typed into. */
const NUMBERS = {
  "rest-minutes": "restMinutes", "breath-in": "breathIn", "breath-out": "breathOut",
  "hold-seconds": "holdSeconds", sets: "sets", "ball-seconds": "ballSeconds",
};

/** @type {PartOfPractice[]} */
const PARTS = ["rest", "lunge", "ball"];

/** @param {string} id */
const field = (id) => $(id, HTMLInputElement);

/**
 * @param {HTMLInputElement} field
 * @param {number} value
 */
const within = ({ min, max }, value) => Math.min(Math.max(value, Number(min)), Number(max));

/**
 * What the plan asks for, in the place of the person's own choices.
 * @returns {Partial<import("../shared/store.js").Choices>}
 */
function planned() {
  const led = plan.leading;
  if (!led) return {};
  const { rest_minutes: restMinutes, ball_s: ballSeconds, hold_s: holdSeconds, sets } = led;
  const parts = { rest: restMinutes > 0, lunge: true, ball: ballSeconds > 0 };
  return { parts, holdSeconds, sets, ...(restMinutes && { restMinutes }), ...(ballSeconds && { ballSeconds }) };
}

function showPlan() {
  askFlags(plan.leading);
  offerGivingBack(Boolean(plan.plan));
  if (view !== "routine") return;
  // What somebody has begun to choose stays, where the plan is as it was.
  if (filledFor === (plan.leading?.id ?? "")) showRoutinePlan();
  else fillRoutine();
}

function fillRoutine() {
  const [led, wanted] = [plan.leading, { ...choices, ...planned(), ...(changesToday ? edited : {}) }];
  const [least, most] = settings.hold_range_s;
  field("hold-seconds").min = String(Math.min(least, led?.hold_s ?? least));
  field("hold-seconds").max = String(Math.max(most, led?.hold_s ?? most));
  field("sets").max = String(Math.max(settings.most_sets, led?.sets ?? 1));
  choices.holdSeconds ??= settings.hold_s;
  for (const part of PARTS) field(`part-${part}`).checked = wanted.parts[part];
  for (const [id, name] of Object.entries(NUMBERS)) {
    field(id).value = String(within(field(id), wanted[name] ?? settings.hold_s));
  }
  field("keep").checked = choices.keep;
  $("routine-trouble").textContent = "";
  filledFor = led?.id ?? "";
  showRoutinePlan();
}

function showRoutinePlan() {
  const led = plan.leading;
  $("routine-plan").hidden = $("keep-plan").hidden = !led;
  $("routine-choose").hidden = Boolean(led);
  $("routine-parts").hidden = Boolean(led) && !changesToday;
  $("plan-today").hidden = changesToday;
  $("routine-sentence").textContent = led?.sentence ?? "";
  $("routine-mind").textContent = led?.cues.length ? t("plan.mind", { cues: led.cues.join(" ") }) : "";
}

/** Reads what was chosen: kept for next time, but where a plan leads, which is not to be forgotten for one day. */
function readRoutine() {
  const parts = { rest: false, lunge: false, ball: false };
  for (const part of PARTS) parts[part] = field(`part-${part}`).checked;
  const read = { ...choices, parts };
  for (const [id, name] of Object.entries(NUMBERS)) {
    const value = field(id).valueAsNumber;
    if (!Number.isNaN(value)) read[name] = within(field(id), value);
  }
  choices.keep = read.keep = field("keep").checked;
  if (!plan.leading) Object.assign(choices, read);
  saveChoices();
  return read;
}

function begin() {
  const read = readRoutine();
  const queue = PARTS.filter((part) => read.parts[part]);
  if (!queue.length) return put($("routine-trouble"), t("routine.nothing"));
  const { restMinutes, holdSeconds, sets, ballSeconds } = read;
  start(queue, plan.leading ? { restMinutes, holdSeconds, sets, ballSeconds } : {});
  edited = {}; // what was chosen for one time is over with it
}

/**
 * @param {PartOfPractice[]} queue
 * @param {Partial<import("../shared/store.js").Choices>} [today]
 */
function start(queue, today = {}) {
  const [painNow, led] = [painBefore.value, plan.leading];
  const { stood, stoodAt, stoodKept, stoodPaired } = practice;
  const isOfToday = Date.now() - Date.parse(stoodAt ?? "") < STOOD_LASTS_MS;
  const checked = stood && isOfToday ? { stood, stoodAt, stoodKept, stoodPaired } : {};
  const before = { ...(painNow === null ? {} : { painBefore: painNow }), ...checked };
  forgetPicture();
  newPractice({ queue, today, startedAt: new Date().toISOString(), ...(led && { plan: led.id }), ...before });
  enter();
}

/** @type {Record<string, "yes" | "no" | "pain">} */
const FELT = { 1: "yes", 2: "no", 3: "pain" };

/** @param {KeyboardEvent} event */
function onKey(event) {
  const { key, ctrlKey, metaKey, altKey } = event;
  if (soundIsOpen() || ctrlKey || metaKey || altKey) return;
  if (key === "Escape" && RUNNING.includes(view ?? "")) stop();
  if (!choices.keys) return;
  if (["routine", "summary"].includes(view ?? "")) painKey(event);
  if (["rest", "ball"].includes(view ?? "") && FELT[key] === "pain") hurts();
  if (view === "standing") {
    if (FELT[key] === "pain") hurts();
    if (key.toLowerCase() === "r") check.again();
    if (key.toLowerCase() === "p") check.pause();
  }
  if (view !== "stage") return;
  if (key in FELT) stage.felt(FELT[key]);
  if (key.toLowerCase() === "r") stage.again();
  if (key.toLowerCase() === "p") stage.pause();
}

/**
 * After pain, or a yes to one of the first questions, they come again before anything else is chosen.
 * @param {string} name
 */
const go = (name) => show(name === "routine" && (practice.hurt || practice.flagged) ? "welcome" : name);

function noFlags() {
  practice.flagged = false;
  if (!practice.hurt || !practice.queue?.length) return show("routine");
  practice.hurt = false;
  enter();
}

/** Says before anything begins that this browser cannot speak: somebody who kneels would wait for words in vain. */
async function warnOfSilence() {
  await voicesReady();
  $("silent").hidden = hasVoice();
  fillVoices();
}

/** Greets somebody who had pain last time, or has no less of it after weeks: before anything begins, and by voice. */
async function greet() {
  const box = $("last-pain");
  box.hidden = true;
  const advice = await readAdvice();
  if (!advice || view !== "routine") return;
  box.textContent = advice.text;
  box.hidden = false;
  speak(box.textContent, { written: true });
}

/** @returns {NodeListOf<HTMLElement>} */
const goButtons = () => document.querySelectorAll("[data-go]");

function wire() {
  addEventListener("pointerdown", unlock);
  addEventListener("keydown", unlock);
  addEventListener("keydown", onKey);
  for (const button of goButtons()) button.onclick = () => leave(() => go(button.dataset.go ?? ""));
  $("flags-no").onclick = noFlags;
  $("flags-yes").onclick = () => show("advice");
  $("advice-breathe").onclick = () => {
    start(["rest"]);
    practice.flagged = true;
    savePractice();
  };
  $("stopped-hurt").onclick = hurts;
  $("advice-back").onclick = () => show("welcome");
  $("begin").onclick = begin;
  $("learn-open").onclick = () => {
    readRoutine();
    practice.queue = [];
    leave(() => show("learn"));
  };
  $("stand-open").onclick = () => {
    readRoutine();
    standBefore(false);
  };
  $("stand-open-after").onclick = () => standBefore(true);
  $("stand-start").onclick = startStanding;
  $("stand-back").onclick = $("stood-done").onclick = endStanding;
  $("stood-again").onclick = () => leave(() => show("stand"));
  $("stand-hurts").onclick = hurts;
  $("camera-allow").onclick = () => startCamera();
  $("stop").onclick = stop;
  // After pain the questions of the beginning come again before anything goes on.
  $("stopped-resume").onclick = () => {
    if (practice.hurt) leave(() => show("welcome"));
    else if (practice.standAfter !== undefined) leave(() => show("stand"));
    else leave(enter);
  };
  $("stopped-end").onclick = () => {
    if (practice.standAfter === false && !practice.hurt) return endStanding();
    delete practice.standAfter;
    practice.queue = [];
    leave(() => show("summary"));
  };
  $("save").onclick = () => save();
  $("elsewhere-take").onclick = async () => {
    takeOver = true;
    enter();
    await startCamera();
  };
  wireSound({ numbers: () => stage.meter.numbers, opened: showCameras });
  wireGivingBack();
  wireSheet();
  $("plan-today").onclick = () => {
    changesToday = true;
    edited = {};
    fillRoutine();
    field("part-lunge").focus();
  };
  const language = $("language", HTMLSelectElement);
  language.onchange = () => changeLanguage(language.value);
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => fillVoices());
}

/**
 * Puts the page into another language, and remembers it.
 * @param {string} tag
 */
async function changeLanguage(tag) {
  choices.language = tag;
  saveChoices();
  await load(tag);
  $("language", HTMLSelectElement).value = settings.language;
  await voicesReady();
  fillVoices();
  void plan.load().then(showPlan);
  if (view === "stage") stage.speak();
  if (view === "standing") check.speak();
  if (view === "routine") readRoutine();
  else if (!RUNNING.includes(view ?? "")) OPEN[view ?? ""]?.();
}

// The file of a plan may be dropped on the first page, also before its words are there.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file && (view ?? "welcome") === "welcome") plan.take(file);
});

async function main() {
  await load(choices.language ?? navigator.language.slice(0, 2));
  fillLanguages();
  applyLooks();
  wire();
  void prepareOffline();
  void plan.load().then(showPlan);
  // A reload in the middle goes on where it was.
  const last = practice.view ?? "";
  if (STANDING.includes(last)) return show("stand");
  if (!LASTING.includes(last)) return show("welcome");
  if (last === "summary" || last === "stopped") return show(last);
  enter();
}

/** On another device, something is shown even while the computer is off; where the browser allows it. */
async function prepareOffline() {
  try {
    if (settings.computer) await navigator.serviceWorker?.register("service_worker.js");
  } catch {
    // A certificate that was only passed over: the browser lets nothing stay.
  }
}

Object.assign(globalThis, { formcheck: { meter: stage.meter, tone: stage.tone } }); // for measurements of the delay, and tests
main();
