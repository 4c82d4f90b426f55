// The posture check: three tries by ear, then one picture and one sentence. It gives no marks, and keeps its numbers
// only where that was asked for.

/** @import { Answer, Stands } from "../shared/protocol.js" */

import { stayAwake } from "./awake.js";
import { Camera } from "./camera.js";
import { sound } from "./earcons.js";
import { drawStood, LIVE } from "./stood_picture.js";
import { $, find, put } from "../shared/dom.js";
import { Line } from "./socket.js";
import { showHands } from "./stage_view.js";
import { inWords } from "./history.js";
import { keepPosture } from "./posture_history.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";
import { silence, speak, whileSpeaking } from "./voice.js";
import { Watch } from "./watch.js";

const TRIES = 3;
const RING = 101;
const WATCH_EVERY_MS = 500;
const HEAD_BYTES = 8;

/**
 * @typedef {object} Handlers
 * @property {() => void} done It is measured: picture and sentence are there.
 * @property {() => void} stop
 * @property {(why: "elsewhere" | "full") => void} shut
 */

export class PostureCheck {
  camera = new Camera($("stand-video", HTMLVideoElement), settings.picture_lines);
  #handlers;
  #paused = false;
  #watch = new Watch();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watching;
  #lost = false;
  #reopens = false;
  #answered = false;
  #answerAt = 0;
  /** @type {Uint8Array<ArrayBuffer> | null} The picture that is under way. */
  #sent = null;
  /** @type {Blob[]} The picture of each try so far. */
  #taken = [];
  /** @type {{ picture: Blob | null, shown: number } | null} Of the check before, for as long as the page is open. */
  #before = null;
  /** @type {NonNullable<Stands["result"]>["numbers"]} What may be kept of the check that was done last. */
  #numbers = [];
  #line = new Line({
    welcome: () => this.#begin(),
    begun: () => {
      this.#line.begin();
      this.#feed();
    },
    seen: () => this.#feed(),
    stands: (answer) => this.#stands(answer),
    paused: (hands) => this.#stillPaused(hands),
    free: () => this.#feed(),
    lost: () => (this.#lost = true),
    outdated: (theirs) => {
      savePractice();
      outdated(theirs);
    },
    shut: (why) => this.#handlers.shut(why),
  });

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.camera.onPicture = () => this.#feed();
    this.camera.onGone = () => this.#look();
    $("stand-pause").onclick = () => this.pause();
    $("stand-again").onclick = () => this.again();
    $("stood-keep").onclick = () => this.#keep();
    $("stand-save").onclick = () => savePicture($("stood-picture", HTMLCanvasElement));
  }

  /** Says how it is done, before the camera is on. */
  tell() {
    put($("stand-what"), t("stand.what"));
    for (const key of ["stand.how1", "stand.how2", "stand.how3", "stand.how4"]) speak(t(key), { written: true });
  }

  open() {
    this.#paused = this.#lost = this.#answered = false;
    this.#taken = [];
    this.#watch = new Watch();
    this.#answerAt = performance.now();
    this.camera.lines = settings.picture_lines;
    put($("stand-word"), t("stand.word_place"));
    put($("stand-why"), t("stage.starting"));
    put($("stand-part"), t("stand.try", { number: 1, total: TRIES }));
    fill(0);
    stayAwake(true);
    whileSpeaking((speaking) => this.#line.say({ do: "voice", speaking }));
    clearInterval(this.#watching);
    this.#watching = setInterval(() => this.#look(), WATCH_EVERY_MS);
    this.#line.open();
  }

  close() {
    whileSpeaking(() => {});
    clearInterval(this.#watching);
    this.#watching = undefined;
    this.#line.say({ do: "finish" });
    this.#line.close();
    this.camera.stop();
    clear();
    stayAwake(false);
  }

  again() {
    this.#taken = [];
    silence();
    this.#begin();
  }

  /** Pauses, or goes on. */
  pause() {
    this.#line.say({ do: "pause", paused: !this.#paused });
    this.#setPaused(!this.#paused);
  }

  #begin() {
    this.#lost = false;
    const after = Boolean(practice.standAfter);
    const before = after ? (practice.stood ?? []) : [];
    this.#line.say({ do: "stand", stand: { language: settings.language, after, before } });
    if (this.#paused) this.#line.say({ do: "pause", paused: true });
  }

  /** The voice goes on in the language of the page. */
  speak() {
    this.#line.say({ do: "language", language: settings.language });
  }

  /** @returns {Promise<void>} */
  async #feed() {
    if (!this.#line.free || !this.camera.fresh) return;
    this.#line.reserve();
    const picture = await this.camera.take();
    this.#sent = picture?.message ?? null;
    if (picture) this.#line.picture(picture);
    else this.#line.release();
  }

  /** @param {Stands} answer */
  #stands(answer) {
    const judged = this.#sent;
    this.#feed();
    this.#answered = true;
    this.#answerAt = performance.now();
    this.#look();
    show(answer);
    draw(answer, this.camera.video);
    if (answer.took && judged) {
      this.#taken.push(new Blob([judged.slice(HEAD_BYTES)], { type: "image/jpeg" }));
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
      savePractice();
      put($("stood-kept"), t("stand.kept"));
    } catch (error) {
      put($("stood-kept"), t("stand.not_kept", { why: inWords(error) }));
      $("stood-keep").hidden = false;
    }
  }

  /** @param {boolean} paused */
  #setPaused(paused) {
    if (paused === this.#paused) return;
    this.#paused = paused;
    put($("stand-pause-word"), t(paused ? "stage.go_on" : "stage.pause"));
    if (paused) {
      clear();
      put($("stand-word"), t("word.paused"));
      put($("stand-why"), t("stage.paused"));
    }
    sound(paused ? "paused" : "good");
    speak(t(paused ? "say.paused" : "say.going_on"));
  }

  /** @param {Answer["hands"]} hands */
  #stillPaused(hands) {
    this.#feed();
    this.#answered = true;
    this.#answerAt = performance.now();
    this.#look();
    showHands(hands, "stand-hands");
    if (hands.made === "pause") return this.#setPaused(false);
    this.#setPaused(true);
    if (hands.made === "stop") this.#handlers.stop();
  }

  /** @param {Answer["hands"]} hands */
  #heed(hands) {
    showHands(hands, "stand-hands");
    if (hands.made === "pause") this.#setPaused(true);
    else if (hands.made === "stop") this.#handlers.stop();
  }

  /** Looks whether all that must go on by itself goes on; says what does not, and what helps. */
  #look() {
    if (this.#watching === undefined) return;
    const { pictureAt, open: cameraOpen } = this.camera;
    const signs = { hidden: document.hidden, lost: this.#lost, answered: this.#answered, answerAt: this.#answerAt };
    const { trouble, speak: due, over } = this.#watch.step({ now: performance.now(), cameraOpen, pictureAt, ...signs });
    if (trouble) {
      clear();
      put($("stand-word"), t("trouble.word"));
      put($("stand-why"), t(`trouble.${trouble}`));
    }
    if (due) {
      silence();
      sound("paused");
      speak(t(`trouble.${trouble}`), { written: true });
    } else if (over) {
      sound("good");
      speak(t("trouble.over"));
    }
    if (trouble === "camera_gone") this.#reopen();
  }

  /** A camera that is plugged in again, or allowed again, is taken without a press. */
  async #reopen() {
    if (this.#reopens) return;
    this.#reopens = true;
    try {
      await this.camera.start(choices.camera);
    } catch {
      // Not yet: it is tried again for as long as the check is on.
    }
    this.#reopens = false;
    if (this.#watching === undefined) this.camera.stop();
  }
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
