import assert from "node:assert/strict";
import { test } from "node:test";

import { facingOf, namesOf } from "../../../formcheck/web/static/patient/camera_names.js";

/** @type {(key: string, values?: Record<string, string | number>) => string} */
const t = (key, { number = "" } = {}) => `${key}${number}`;

/** @param {string[]} labels */
const cameras = (...labels) => labels.map((label) => ({ label }));

test("a phone's two cameras are front and back, whatever its browser calls them", () => {
  assert.deepEqual(namesOf(cameras("camera2 1, facing front", "camera2 0, facing back"), t), ["camera.front", "camera.back"]);
  assert.deepEqual(namesOf(cameras("Cámara frontal", "Cámara trasera"), t), ["camera.front", "camera.back"]);
});

test("several of a kind are told apart by a number", () => {
  const names = namesOf(cameras("Front Camera", "Back Camera", "Back Ultra Wide Camera"), t);
  assert.deepEqual(names, ["camera.front", "camera.back_number1", "camera.back_number2"]);
});

test("what the camera says of itself counts before its name", () => {
  /** @type {any} */
  const camera = { label: "Front door", getCapabilities: () => ({ facingMode: ["environment"] }) };
  assert.equal(facingOf(camera), "back");
});

test("a computer's webcams keep their names, and a nameless one gets a number", () => {
  assert.deepEqual(namesOf(cameras("HD Webcam C920", ""), t), ["HD Webcam C920", "camera.unnamed2"]);
});
