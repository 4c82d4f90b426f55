// The posture check: three tries by ear, then one picture and one sentence. It gives no marks, and keeps its numbers
// only where that was asked for.

/** @import { Answer, Stands } from "../shared/protocol.js" */
/** @import { Trouble } from "./watch.js" */

import { CameraLine } from "./camera_line.js";
import { sound } from "./earcons.js";
import { drawStood, LIVE } from "./stood_picture.js";
import { $, find, put } from "../shared/dom.js";
import { showHands } from "./stage_view.js";
import { inWords } from "./history.js";
import { keepPosture } from "./posture_history.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";
import { silence, speak } from "./voice.js";

const TRIES = 3;
const RING = 101;
const HEAD_BYTES = 8;
const AT_ONCE_MS = 3_600_000;

/**
 * @typedef {object} Handlers
 * @property {() => void} done It is measured: picture and sentence are there.
 * @property {() => void} stop
 * @property {(why: "elsewhere" | "full") => void} shut
 */

export class PostureCheck {
  #handlers;
  /** @type {Blob[]} The picture of each try so far. */
  #taken = [];
  /** @type {{ picture: Blob | null, shown: number } | null} Of the check before, for as long as the page is open. */
  #before = null;
  /** @type {NonNullable<Stands["result"]>["numbers"]} What may be kept of the check that was done last. */
  #numbers = [];
  #link;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#link = new CameraLine($("stand-video", HTMLVideoElement), {
      welcome: () => this.#begin(),
      stands: (answer, picture) => this.#stands(answer, picture),
      hands: (hands) => this.#stillPaused(hands),
      pausing: showPausing,
      watched: showTrouble,
      shut: handlers.shut,
    });
    $("stand-pause").onclick = () => this.pause();
    $("stand-again").onclick = () => this.again();
    $("stood-keep").onclick = () => this.#keep();
    $("stand-save").onclick = () => savePicture($("stood-picture", HTMLCanvasElement));
  }

  get camera() {
    return this.#link.camera;
  }

  /** Says how it is done, before the camera is on. */
  tell() {
    put($("stand-what"), t("stand.what"));
    for (const key of ["stand.how1", "stand.how2", "stand.how3", "stand.how4"]) speak(t(key), { written: true });
  }

  open() {
    this.#taken = [];
    put($("stand-word"), t("stand.word_place"));
    put($("stand-why"), t("stage.starting"));
    put($("stand-part"), t("stand.try", { number: 1, total: TRIES }));
    put($("stand-pause-word"), t("stage.pause"));
    fill(0);
    this.#link.open();
  }

  close() {
    this.#link.say({ do: "finish" });
    this.#link.close();
    clear();
  }

  again() {
    this.#taken = [];
    silence();
    this.#begin();
  }

  /** Pauses, or goes on. */
  pause() {
    this.#link.pause();
  }

  /** The voice goes on in the language of the page. */
  speak() {
    this.#link.speak();
  }

  #begin() {
    const after = Boolean(practice.standAfter);
    const before = after ? (practice.stood ?? []) : [];
    this.#link.start({ do: "stand", stand: { language: settings.language, after, before } });
  }

  /**
   * @param {Stands} answer
   * @param {Uint8Array<ArrayBuffer> | null} picture
   */
  #stands(answer, picture) {
    this.#link.look();
    show(answer);
    draw(answer, this.camera.video);
    if (answer.took && picture) {
      this.#taken.push(new Blob([picture.slice(HEAD_BYTES)], { type: "image/jpeg" }));
      sound(answer.result ? "done" : "good");
    }
    if (answer.result) return void this.#done(answer.result);
    if (answer.say) speak(answer.say.text);
    this.#heed(answer.hands);
  }

  /** @param {NonNullable<Stands["result"]>} result */
  async #done({ sentence, tries, shown, compared, numbers }) {
    const picture = this.#taken[shown] ?? null;
    const after = Boolean(practice.standAfter);
    const before = compared ? (practice.stood ?? null) : null;
    if (!after) {
      // Done once more at once it takes the place of what was kept; the check of another day or practice does not.
      const again = Date.now() - Date.parse(practice.stoodAt ?? "") < AT_ONCE_MS && !practice.stoodPaired;
      if (!again) delete practice.stoodKept;
      delete practice.stoodPaired;
      practice.stood = tries;
      practice.stoodAt = new Date().toISOString();
      this.#before = { picture, shown };
      savePractice();
    }
    this.#numbers = numbers;
    this.#handlers.done();
    put($("stood-kept"), "");
    $("stood-keep").hidden = numbers.length === 0;
    if (choices.keep) void this.#keep();
    speak(sentence.text, { written: true });
    put($("stood-sentence"), sentence.text);
    $("stood-before").hidden = !before;
    const old = before ? { tries: before, ...(this.#before ?? { picture: null, shown: 0 }) } : null;
    await drawStood($("stood-picture", HTMLCanvasElement), { tries, shown, picture }, old);
  }

  /** Keeps the numbers, for they were asked for: a check with its before takes the place of that before. */
  async #keep() {
    if (!this.#numbers.length) return;
    const after = Boolean(practice.standAfter) && this.#numbers.length === 1;
    const at = (after ? null : practice.stoodAt) ?? new Date().toISOString();
    const check = { measured_at: at, after_practice: after, occasions: this.#numbers, instead: practice.stoodKept ?? null };
    $("stood-keep").hidden = true;
    try {
      practice.stoodKept = (await keepPosture(check)).id;
      practice.stoodPaired = this.#numbers.length === 2;
      savePractice();
      put($("stood-kept"), t("stand.kept"));
    } catch (error) {
      put($("stood-kept"), t("stand.not_kept", { why: inWords(error) }));
      $("stood-keep").hidden = false;
    }
  }

  /** @param {Answer["hands"]} hands */
  #stillPaused(hands) {
    showHands(hands, "stand-hands");
    if (hands.made === "pause") return this.#link.setPaused(false);
    this.#link.setPaused(true);
    if (hands.made === "stop") this.#handlers.stop();
  }

  /** @param {Answer["hands"]} hands */
  #heed(hands) {
    showHands(hands, "stand-hands");
    if (hands.made === "pause") this.#link.setPaused(true);
    else if (hands.made === "stop") this.#handlers.stop();
  }
}

/** @param {boolean} paused */
function showPausing(paused) {
  put($("stand-pause-word"), t(paused ? "stage.go_on" : "stage.pause"));
  if (!paused) return;
  clear();
  put($("stand-word"), t("word.paused"));
  put($("stand-why"), t("stage.paused"));
}

/** @param {Trouble | null} trouble */
function showTrouble(trouble) {
  if (!trouble) return;
  clear();
  put($("stand-word"), t("trouble.word"));
  put($("stand-why"), t(`trouble.${trouble}`));
}

/** @param {Stands} answer */
function show({ stage, tries, share, why }) {
  find(document, '[data-view="standing"]').dataset.stage = stage;
  put($("stand-part"), t("stand.try", { number: Math.min(tries + 1, TRIES), total: TRIES }));
  put($("stand-word"), t(`stand.word_${stage}`));
  put($("stand-why"), why?.text ?? "");
  fill(share);
}

/** @param {number} share How much of the three seconds has been stood. */
function fill(share) {
  $("stand-fill", SVGElement).style.strokeDashoffset = String(RING - Math.min(RING, RING * share));
}

/**
 * Draws the line of the body, in one colour: none of it is a fault.
 * @param {Stands} answer
 * @param {HTMLVideoElement} video
 */
function draw({ points }, video) {
  const canvas = $("stand-overlay", HTMLCanvasElement);
  const pen = clear();
  const { width, height } = canvas;
  if (!pen || !width || !points.length) return;
  const { videoWidth, videoHeight } = video;
  const scale = Math.min(width / (videoWidth || width), height / (videoHeight || height));
  const [w, h] = [(videoWidth || width) * scale, (videoHeight || height) * scale];
  const at = points.map(([x, y]) => [(width - w) / 2 + x * w, (height - h) / 2 + y * h]);
  const unit = Math.min(width, height) / 480;
  for (const [wide, style] of /** @type {[number, string][]} */ ([[6, LIVE.edge], [3.5, LIVE.line]])) {
    pen.lineWidth = wide * unit;
    pen.strokeStyle = style;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    for (const [x, y] of at) pen.lineTo(x, y);
    pen.stroke();
  }
}

function clear() {
  const canvas = $("stand-overlay", HTMLCanvasElement);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((px) => Math.round(px * Math.min(devicePixelRatio, 2)));
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext("2d");
  pen?.clearRect(0, 0, canvas.width, canvas.height);
  return pen;
}

/** @param {HTMLCanvasElement} canvas */
function savePicture(canvas) {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "formcheck-posture.png";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }, "image/png");
}
