// Which camera is used: one of several by choice, and why none can be, with the way out.

import { cameras } from "./camera.js";
import { namesOf } from "./camera_names.js";
import { reasonOf } from "./camera_trouble.js";
import { $, find } from "../shared/dom.js";
import { choices } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { speak } from "./voice.js";

/** Whether the browser gives the camera without asking first. */
export async function cameraAllowed() {
  try {
    return (await navigator.permissions.query({ name: "camera" })).state === "granted";
  } catch {
    return false;
  }
}

/**
 * Tells in words and by voice why there is no camera.
 * @param {unknown} error
 * @param {string} [place] Id of where it is told.
 */
export function showCameraTrouble(error, place = "camera-trouble") {
  const reason = reasonOf(error, Boolean(navigator.mediaDevices) && isSecureContext);
  const box = $(place);
  find(box, "h2").textContent = t(`camera.${reason}_title`);
  find(box, "p").textContent = t(`camera.${reason}`);
  box.hidden = false;
  $("camera-allow").textContent = t("camera.again");
  speak(`${t(`camera.${reason}_title`)}. ${t(`camera.${reason}`)}`, { written: true });
}

/** @returns {NodeListOf<HTMLSelectElement>} */
const cameraLists = () => document.querySelectorAll("select[data-cameras]");

/**
 * Lets one of several cameras be chosen, on the page of the camera and among the settings.
 * @param {string} open Which one is open; empty where none is.
 * @param {(id: string) => void} choose
 */
export async function fillCameras(open, choose) {
  const found = (await cameras()).filter(({ deviceId }) => deviceId);
  const names = namesOf(found, t);
  const now = open || choices.camera;
  for (const list of cameraLists()) {
    find(document, `label[data-for="${list.id}"]`).hidden = found.length < 2;
    list.replaceChildren(...found.map(({ deviceId }, n) => new Option(names[n], deviceId, false, deviceId === now)));
    list.onchange = () => choose(list.value);
  }
}
