// Camera and line to the server of one step of the page: pictures go one at a time, what stops by itself is noticed and
// spoken of, a camera that comes back is taken again, and a pause is known on both sides.

/** @import { Answer, PageRequest, Progress, Stands } from "../shared/protocol.js" */
/** @import { Trouble } from "./watch.js" */

import { stayAwake } from "./awake.js";
import { Camera } from "./camera.js";
import { sound } from "./earcons.js";
import { Line } from "./socket.js";
import { choices, savePractice } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";
import { silence, speak, whileSpeaking } from "./voice.js";
import { Watch } from "./watch.js";

const WATCH_EVERY_MS = 500;

/**
 * @typedef {object} Handlers
 * @property {(progress: Progress | null) => void} welcome The server is there, and waits for what is to begin.
 * @property {(answer: Answer, at: number) => void} [seen] With the time its picture was taken.
 * @property {(answer: Stands, picture: Uint8Array<ArrayBuffer> | null) => void} [stands] An answer of the posture check, with
 *   its picture as it was sent.
 * @property {(hands: Answer["hands"]) => void} hands What is said with the hands while all is paused.
 * @property {(paused: boolean) => void} pausing It pauses, or goes on: what is shown of it.
 * @property {() => void} [lost]
 * @property {(trouble: Trouble | null) => void} watched It was looked whether all goes on: what is shown of that.
 * @property {(why: "elsewhere" | "full") => void} shut
 */

export class CameraLine {
  camera;
  paused = false;
  #handlers;
  /** @type {Uint8Array<ArrayBuffer> | null} The picture that is under way. */
  #sent = null;
  /** @type {Answer["part"]} What of the next picture the server needs; null for all of it. */
  #part = null;
  #watch = new Watch();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watching;
  #lost = false;
  #reopens = false;
  #answered = false;
  #answerAt = 0;
  #line = new Line({
    welcome: (progress) => {
      this.#lost = false;
      this.#answerAt = performance.now();
      this.#handlers.welcome(progress);
    },
    begun: () => this.#begin(),
    seen: (answer, at) => {
      this.#heard(answer.part);
      this.#handlers.seen?.(answer, at);
    },
    stands: (answer) => {
      const picture = this.#sent;
      this.#heard();
      this.#handlers.stands?.(answer, picture);
    },
    paused: (hands) => {
      this.#heard();
      this.look();
      this.#handlers.hands(hands);
    },
    free: () => this.#feed(null),
    lost: () => {
      this.#lost = true;
      this.#handlers.lost?.();
    },
    outdated: (theirs) => {
      savePractice();
      outdated(theirs);
    },
    shut: (why) => this.#handlers.shut(why),
  });

  /**
   * @param {HTMLVideoElement} video
   * @param {Handlers} handlers
   */
  constructor(video, handlers) {
    this.#handlers = handlers;
    this.camera = new Camera(video, settings.picture_lines);
    this.camera.onPicture = () => this.#feed();
    this.camera.onGone = () => this.look();
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** @param {boolean} [take] Whether to practise here though the practice is open elsewhere. */
  open(take = false) {
    this.paused = this.#lost = this.#answered = false;
    this.#watch = new Watch();
    this.#answerAt = performance.now();
    this.camera.lines = settings.picture_lines;
    stayAwake(true);
    whileSpeaking((speaking) => this.say({ do: "voice", speaking }));
    clearInterval(this.#watching);
    this.#watching = setInterval(() => this.look(), WATCH_EVERY_MS);
    this.#line.open(take);
  }

  close() {
    whileSpeaking(() => {});
    clearInterval(this.#watching);
    this.#watching = undefined;
    this.#line.close();
    this.camera.stop();
    stayAwake(false);
  }

  /** @param {PageRequest} message */
  say(message) {
    this.#line.say(message);
  }

  /**
   * Asks for what is to begin; a pause lasts.
   * @param {PageRequest} message
   */
  start(message) {
    this.say(message);
    this.#keepPaused();
  }

  /** Goes on with what the server knows already. */
  resume() {
    this.speak();
    this.#keepPaused();
    this.#begin();
  }

  /** The voice of the server goes on in the language of the page. */
  speak() {
    this.say({ do: "language", language: settings.language });
  }

  /** Pauses, or goes on. */
  pause() {
    this.say({ do: "pause", paused: !this.paused });
    this.setPaused(!this.paused);
  }

  /** @param {boolean} paused */
  setPaused(paused) {
    if (paused === this.paused) return;
    this.paused = paused;
    this.#handlers.pausing(paused);
    sound(paused ? "paused" : "good");
    speak(t(paused ? "say.paused" : "say.going_on"));
  }

  /** Looks whether all that must go on by itself goes on; says what does not, and what helps. */
  look() {
    if (this.#watching === undefined) return;
    const { pictureAt, open: cameraOpen } = this.camera;
    const signs = { hidden: document.hidden, lost: this.#lost, answered: this.#answered, answerAt: this.#answerAt };
    const { trouble, speak: due, over } = this.#watch.step({ now: performance.now(), cameraOpen, pictureAt, ...signs });
    this.#handlers.watched(trouble);
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

  #keepPaused() {
    if (this.paused) this.say({ do: "pause", paused: true });
  }

  /** Pictures may go from now on. */
  #begin() {
    this.#line.begin();
    this.#feed(null);
  }

  /** @param {Answer["part"]} [part] */
  #heard(part = null) {
    this.#feed(part);
    this.#answered = true;
    this.#answerAt = performance.now();
  }

  /** @param {Answer["part"]} [part] Which part of the pictures is enough from now on, where that has become known. */
  async #feed(part = this.#part) {
    this.#part = part;
    if (!this.#line.free || !this.camera.fresh) return;
    this.#line.reserve();
    const picture = await this.camera.take(part);
    this.#sent = picture?.message ?? null;
    if (picture) this.#line.picture(picture);
    else this.#line.release();
  }

  /** A camera that is plugged in again, or allowed again, is taken without a press. */
  async #reopen() {
    if (this.#reopens) return;
    this.#reopens = true;
    try {
      await this.camera.start(choices.camera);
    } catch {
      // Not yet: it is tried again for as long as the step is open.
    }
    this.#reopens = false;
    if (this.#watching === undefined) this.camera.stop();
  }
}
