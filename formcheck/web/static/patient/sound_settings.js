// The settings of sound and speech, with the size of the text and what single keys do, in a box of their own.

import { sound } from "./earcons.js";
import { isRecorded } from "./recordings.js";
import { hasVoice, RECORDED, silence, speak, speaksRecorded, voices } from "./voice.js";
import { $ } from "../shared/dom.js";
import { choices, saveChoices } from "../shared/store.js";
import { t } from "../shared/texts.js";

const box = $("sound", HTMLDialogElement);

/** @param {string} id */
const field = (id) => $(id, HTMLInputElement);

/** Whether the box is open: keys then belong to it. */
export const soundIsOpen = () => box.open;

/**
 * Wires the box.
 * @param {object} about
 * @param {() => import("./meter.js").Meter["numbers"]} about.numbers How long answers have taken so far.
 * @param {() => void} about.opened
 */
export function wireSound({ numbers, opened }) {
  $("sound-open").onclick = () => {
    fill(numbers());
    opened();
    box.showModal();
  };
  $("sound-close").onclick = () => box.close();
  box.addEventListener("change", read);
  $("listen").onclick = () => {
    silence();
    speak(t("sound.try_text"));
  };
  $("sound-test").onclick = () => {
    read();
    sound("good");
    speak(t("sound.try_text"));
  };
}

/** @param {import("./meter.js").Meter["numbers"]} numbers How long answers have taken so far. */
function fill(numbers) {
  field("volume").value = String(choices.volume);
  field("mute").checked = choices.mute;
  field("tones").checked = choices.tones;
  field("tuck-tone").checked = choices.tuckTone;
  field("hold-tone").checked = choices.holdTone;
  field("single-keys").checked = choices.keys;
  $("text-size", HTMLSelectElement).value = String(choices.textSize);
  fillVoices();
  $("numbers").textContent = numbers ? t("sound.latency", numbers) : t("sound.no_numbers");
}

function read() {
  choices.volume = field("volume").valueAsNumber;
  choices.mute = field("mute").checked;
  choices.tones = field("tones").checked;
  choices.tuckTone = field("tuck-tone").checked;
  choices.holdTone = field("hold-tone").checked;
  choices.keys = field("single-keys").checked;
  choices.textSize = Number($("text-size", HTMLSelectElement).value);
  applyLooks();
  saveChoices();
  if (choices.mute) silence();
}

/** Puts the size of the text and what the keys do into force. */
export function applyLooks() {
  document.documentElement.style.setProperty("--text", String(choices.textSize));
  document.body.dataset.keys = choices.keys ? "on" : "off";
}

/** @returns {NodeListOf<HTMLSelectElement>} */
const voiceLists = () => document.querySelectorAll("select[data-voices]");

/** Lets a voice be chosen by ear: one of the browser's, or the recordings. */
export function fillVoices() {
  const own = voices();
  const now = speaksRecorded() ? RECORDED : own.find((v) => v.voiceURI === choices.voice)?.voiceURI;
  $("no-voice").hidden = hasVoice();
  $("voices").hidden = $("by-ear").hidden = !hasVoice();
  for (const list of voiceLists()) {
    list.replaceChildren(...own.map((v) => new Option(v.name, v.voiceURI)));
    if (isRecorded()) list.append(new Option(t("sound.recorded"), RECORDED));
    if (now) list.value = now;
    list.onchange = () => {
      choices.voice = list.value;
      saveChoices();
      silence();
      fillVoices();
      speak(t("sound.try_text"));
    };
  }
}
