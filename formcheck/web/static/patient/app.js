// Leads from one step to the next.

import { sound, unlock } from "./earcons.js";
import { Stage } from "./stage.js";
import { choices, newPractice, practice, saveChoices, savePractice } from "../shared/store.js";
import { openHistory, openSummary, save } from "./summary.js";
import { load, settings, t } from "../shared/texts.js";
import { Ball, Rest } from "./timers.js";
import { hush, speak, voices } from "./voice.js";

const $ = (id) => document.getElementById(id);
const RUNNING = ["rest", "ball", "camera", "stage"];
const LASTING = [...RUNNING, "stopped", "summary"];

let view = null;
let takeOver = false;

const stage = new Stage({
  done: () => next(),
  pain: () => stop(),
  shut: (why) => {
    $("elsewhere-text").textContent = t(why === "full" ? "app.full" : "app.elsewhere");
    show("elsewhere");
  },
});
const rest = new Rest(() => next());
const ball = new Ball(() => next());

const OPEN = {
  routine: fillRoutine,
  rest: () => rest.open(),
  ball: () => ball.open(),
  camera: () => ($("camera-trouble").hidden = true),
  stage: () => stage.open(takeOver),
  summary: () => openSummary(),
  history: () => openHistory(),
};
const CLOSE = {
  routine: readRoutine,
  rest: () => rest.close(),
  ball: () => ball.close(),
  stage: () => (practice.queue?.[0] === "lunge" ? stage.close() : stage.finish()),
};

function show(name) {
  if (view && view !== name) CLOSE[view]?.();
  view = name;
  for (const section of document.querySelectorAll("[data-view]")) section.hidden = section.dataset.view !== name;
  document.body.dataset.showing = name;
  $("stop").hidden = !RUNNING.includes(name);
  practice.view = name;
  savePractice();
  OPEN[name]?.();
  scrollTo(0, 0);
  document.querySelector(`[data-view="${name}"] h1`)?.focus({ preventScroll: true });
}

// The part at the head of the queue is the one that is on.
function enter() {
  const part = practice.queue?.[0];
  if (!part) return show("summary");
  show(part === "lunge" ? "camera" : part);
  if (part === "lunge") startCamera(true);
}

function next() {
  practice.queue?.shift();
  savePractice();
  enter();
}

// Who goes on by themselves has heard enough of where they were.
function leave(onwards) {
  hush();
  onwards();
}

function stop() {
  show("stopped");
  hush();
  speak(t("say.stopped"));
}

async function startCamera(onlyIfAllowed = false) {
  if (onlyIfAllowed && !(await cameraAllowed())) {
    const how = ["camera.how1", "camera.how2", "camera.how3"].map((key) => t(key));
    return speak(how.join(" "), { written: true, after: true });
  }
  $("camera-trouble").hidden = true;
  try {
    await stage.camera.start();
  } catch (error) {
    return cameraTrouble(error);
  }
  if (view === "camera") show("stage");
  else if (view !== "stage") stage.camera.stop();
}

async function cameraAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}

function cameraTrouble(error) {
  const kind = ["NotAllowedError", "SecurityError"].includes(error.name) ? "refused" : "missing";
  const box = $("camera-trouble");
  box.querySelector("h2").textContent = t(`camera.${kind}_title`);
  box.querySelector("p").textContent = t(`camera.${kind}`);
  box.hidden = false;
  $("camera-allow").textContent = t("camera.again");
  speak(t(`camera.${kind}_title`), { written: true });
}

const NUMBERS = {
  "rest-minutes": "restMinutes", "breath-in": "breathIn", "breath-out": "breathOut",
  "hold-seconds": "holdSeconds", sets: "sets", "ball-seconds": "ballSeconds",
};

const within = ({ min, max }, value) => Math.min(Math.max(value, Number(min)), Number(max));

function fillRoutine() {
  [$("hold-seconds").min, $("hold-seconds").max] = settings.hold_range_s;
  $("sets").max = settings.most_sets;
  choices.holdSeconds ??= settings.hold_s;
  for (const part of ["rest", "lunge", "ball"]) $(`part-${part}`).checked = choices.parts[part];
  for (const [id, name] of Object.entries(NUMBERS)) $(id).value = within($(id), choices[name]);
  $("keep").checked = choices.keep;
  $("routine-trouble").textContent = "";
}

function readRoutine() {
  for (const part of ["rest", "lunge", "ball"]) choices.parts[part] = $(`part-${part}`).checked;
  for (const [id, name] of Object.entries(NUMBERS)) {
    const value = $(id).valueAsNumber;
    if (!Number.isNaN(value)) choices[name] = within($(id), value);
  }
  choices.keep = $("keep").checked;
  saveChoices();
}

function begin() {
  readRoutine();
  const queue = ["rest", "lunge", "ball"].filter((part) => choices.parts[part]);
  if (!queue.length) return ($("routine-trouble").textContent = t("routine.nothing"));
  newPractice({ queue, startedAt: new Date().toISOString() });
  enter();
}

function fillSound() {
  $("volume").value = choices.volume;
  $("mute").checked = choices.mute;
  $("tones").checked = choices.tones;
  const own = voices();
  $("no-voice").hidden = own.length > 0;
  $("voices").hidden = own.length === 0;
  $("voice").replaceChildren(...own.map((v) => new Option(v.name, v.voiceURI, false, v.voiceURI === choices.voice)));
  const numbers = stage.meter.numbers;
  $("numbers").textContent = numbers ? t("sound.latency", numbers) : t("sound.no_numbers");
}

function readSound() {
  Object.assign(choices, { volume: $("volume").valueAsNumber, mute: $("mute").checked, tones: $("tones").checked });
  choices.voice = $("voice").value;
  saveChoices();
  if (choices.mute) hush();
}

function wire() {
  addEventListener("pointerdown", unlock);
  addEventListener("keydown", unlock);
  addEventListener("keydown", ({ key, ctrlKey, metaKey, altKey }) => {
    if ($("sound").open || ctrlKey || metaKey || altKey) return;
    if (key === "Escape" && RUNNING.includes(view)) stop();
    const felt = { 1: "yes", 2: "no", 3: "pain" }[key];
    if (view === "stage" && felt) stage.felt(felt);
    if (view === "stage" && key.toLowerCase() === "r") stage.again();
  });
  for (const button of document.querySelectorAll("[data-go]")) button.onclick = () => leave(() => show(button.dataset.go));
  $("flags-no").onclick = () => show("routine");
  $("flags-yes").onclick = () => show("advice");
  $("advice-back").onclick = () => show("welcome");
  $("begin").onclick = begin;
  $("camera-allow").onclick = () => startCamera();
  $("stop").onclick = stop;
  $("stopped-resume").onclick = () => leave(enter);
  $("stopped-end").onclick = () => {
    practice.queue = [];
    leave(() => show("summary"));
  };
  $("save").onclick = save;
  $("elsewhere-take").onclick = async () => {
    takeOver = true;
    enter();
    await startCamera();
  };
  $("sound-open").onclick = () => {
    fillSound();
    $("sound").showModal();
  };
  $("sound-close").onclick = () => $("sound").close();
  $("sound").addEventListener("change", readSound);
  $("sound-test").onclick = () => {
    readSound();
    sound("good");
    speak(t("sound.try_text"));
  };
  $("language").onchange = async () => {
    choices.language = $("language").value;
    saveChoices();
    await load(choices.language);
    if (view === "routine") readRoutine();
    else if (!RUNNING.includes(view)) OPEN[view]?.();
  };
  globalThis.speechSynthesis?.addEventListener?.("voiceschanged", () => $("sound").open && fillSound());
}

async function main() {
  await load(choices.language ?? navigator.language.slice(0, 2));
  $("language").replaceChildren(...Object.entries(settings.languages).map(([tag, name]) => new Option(name, tag)));
  $("language").value = settings.language;
  wire();
  // A reload in the middle goes on where it was.
  if (!LASTING.includes(practice.view)) return show("welcome");
  if (practice.view === "summary" || practice.view === "stopped") return show(practice.view);
  enter();
}

globalThis.formcheck = { meter: stage.meter }; // for the curious, and for the tests
main();
