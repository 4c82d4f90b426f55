// The lunge: camera and line on the one hand, what the person sees and hears on the other.

/** @import { Answer, PageRequest, Progress } from "../shared/protocol.js" */
/** @import { StageEvent } from "./stage_events.js" */

import { stayAwake } from "./awake.js";
import * as bestPicture from "./best_picture.js";
import { Camera } from "./camera.js";
import { Overlay } from "./draw.js";
import { sound } from "./earcons.js";
import { $, put } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { Meter } from "./meter.js";
import { Pacer } from "./pacer.js";
import { Line } from "./socket.js";
import { FELT, StageEvents } from "./stage_events.js";
import { AGAIN_STAGES, showHands, showPaused, showStage, showTrouble } from "./stage_view.js";
import { choices, chosen, practice, saveChoices, savePractice } from "../shared/store.js";
import { TuckTone } from "./tuck_tone.js";
import { settings, t } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";
import { keepTrue, silence, speak, whileSpeaking } from "./voice.js";
import { Watch } from "./watch.js";

const SAVE_EVERY_MS = 1000;
const WATCH_EVERY_MS = 500;
const RATE_EVERY_MS = 3000;

/**
 * @typedef {object} Handlers
 * @property {() => void} done
 * @property {() => void} pain
 * @property {() => void} stop
 * @property {(why: "elsewhere" | "full") => void} shut
 */

export class Stage {
  meter = new Meter();
  tone = new TuckTone();
  camera = new Camera($("video", HTMLVideoElement), settings.picture_lines);
  #handlers;
  #overlay = new Overlay($("overlay", HTMLCanvasElement), this.camera.video);
  #pacer = new Pacer($("stage-breath"), { tones: false });
  #events = new StageEvents();
  #watch = new Watch();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watching;
  #isLost = false;
  #paused = false;
  #answered = false;
  #answerAt = 0;
  #reopens = false;
  #rated = { at: 0, pictures: 0 };
  #savedAt = 0;
  #took = false;
  /** @type {number | null} */
  #askedPart = null;
  #line = new Line({
    welcome: (progress) => this.#welcome(progress),
    begun: () => this.#begun(),
    seen: (answer, at) => this.#seen(answer, at),
    paused: (hands) => this.#stillPaused(hands),
    free: () => this.#feed(),
    lost: () => this.#lost(),
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
    document.addEventListener("visibilitychange", () => this.#look());
    $("again").onclick = () => this.again();
    $("skip").onclick = () => this.#line.say({ do: this.#events.stage === "calibrate" ? "skip_range" : "skip" });
    $("pause").onclick = () => this.pause();
    $("felt-yes").onclick = () => this.felt("yes");
    $("felt-no").onclick = () => this.felt("no");
    $("felt-pain").onclick = () => this.felt("pain");
    $("hurts").onclick = () => this.felt("pain");
  }

  get asking() {
    return !$("ask").hidden;
  }

  /** @param {boolean} take Whether to practise here though the practice is open elsewhere. */
  open(take = false) {
    this.#events = new StageEvents();
    this.#savedAt = 0;
    this.#took = take;
    this.#startWatching();
    this.#paused = false;
    put($("pause-word"), t("stage.pause"));
    this.camera.lines = settings.picture_lines;
    $("word").textContent = "";
    $("why").textContent = t("stage.starting");
    stayAwake(true);
    whileSpeaking((speaking) => this.#line.say({ do: "voice", speaking }));
    this.#line.open(take);
  }

  close() {
    whileSpeaking(() => {});
    clearInterval(this.#watching);
    this.#watching = undefined;
    this.#line.close();
    this.camera.stop();
    this.#overlay.clear();
    this.#pacer.stop();
    this.tone.stop();
    $("ask").hidden = true;
    $("lost").hidden = true;
    stayAwake(false);
  }

  finish() {
    this.#line.say({ do: "finish" });
    this.close();
  }

  /** @param {"yes" | "no" | "pain"} answer */
  felt(answer) {
    // That it hurts may be said at any time, the others only when asked.
    if (!this.asking && answer !== "pain") return;
    hide($("ask"));
    this.#line.say({ do: "felt", felt: answer });
    const part = practice.progress?.parts[practice.progress.now];
    if (part) part.felt = answer;
    savePractice();
    if (answer === "pain") return this.#handlers.pain();
    speak(t(`say.felt_${answer}`));
  }

  /** The neutral and the own range are found again; the seconds held so far stay. */
  again() {
    if (!AGAIN_STAGES.includes(this.#events.stage ?? "")) return;
    this.#line.say({ do: "again" });
    speak(t("say.again"));
  }

  /** Pauses, or goes on. */
  pause() {
    this.#line.say({ do: "pause", paused: !this.#paused });
    this.#setPaused(!this.#paused);
  }

  /** @param {boolean} paused */
  #setPaused(paused) {
    if (paused === this.#paused) return;
    this.#paused = paused;
    put($("pause-word"), t(paused ? "stage.go_on" : "stage.pause"));
    if (paused) {
      this.#pause();
      showPaused();
      hide($("ask"));
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
    showHands(hands);
    if (hands.made === "pause") return this.#setPaused(false);
    this.#setPaused(true);
    showPaused();
    if (hands.made === "stop") this.#handlers.stop();
  }

  /** @param {Answer["hands"]} hands What somebody says with their hands, who cannot press anything. */
  #heed({ made, held, share }) {
    showHands({ made, held, share });
    if (made === "pause") this.#setPaused(true);
    else if (made === "stop") this.#handlers.stop();
    else if (made && this.asking) {
      sound("good");
      this.felt(made);
    }
  }

  /** The coach goes on in the language of the page. */
  speak() {
    this.#line.say({ do: "language", language: settings.language });
  }

  /**
   * Takes another camera, in the middle of the practice, too.
   * @param {string} id
   */
  async choose(id) {
    if (!this.camera.open) return;
    this.camera.stop();
    await this.camera.start(id);
  }

  #startWatching() {
    this.#watch = new Watch();
    this.#isLost = this.#answered = false;
    this.#answerAt = performance.now();
    clearInterval(this.#watching);
    this.#watching = setInterval(() => this.#look(), WATCH_EVERY_MS);
    showTrouble(null);
  }

  /** Looks whether all that must go on by itself goes on; says what does not, and what helps. */
  #look() {
    if (this.#watching === undefined) return;
    const now = performance.now();
    const { pictureAt, open: cameraOpen } = this.camera;
    const signs = { hidden: document.hidden, lost: this.#isLost, answered: this.#answered, answerAt: this.#answerAt };
    const { trouble, speak: due, over } = this.#watch.step({ now, cameraOpen, pictureAt, ...signs });
    showTrouble(trouble);
    if (trouble) this.#pause();
    if (due) {
      silence();
      sound("paused");
      speak(t(`trouble.${trouble}`), { written: true });
    } else if (over) {
      sound("good");
      speak(t("trouble.over"));
    }
    if (trouble === "camera_gone") this.#reopen();
    this.#rate(now);
  }

  #pause() {
    this.#overlay.clear();
    this.tone.stop();
    this.#pacer.stop();
    $("stage-breath").hidden = true;
  }

  /** A camera that is plugged in again, or allowed again, is taken without a press. */
  async #reopen() {
    if (this.#reopens) return;
    this.#reopens = true;
    try {
      await this.camera.start(choices.camera);
    } catch {
      // Not yet: it is tried again for as long as the stretch is on.
    }
    this.#reopens = false;
    if (this.#watching === undefined) this.camera.stop();
  }

  /**
   * Lets the server know how many pictures the camera gives, so that it blames the right thing.
   * @param {number} now
   */
  #rate(now) {
    const { at, pictures } = this.#rated;
    if (now - at < RATE_EVERY_MS) return;
    this.#rated = { at: now, pictures: this.camera.pictures };
    const perS = Math.min(1000, Math.max(0, (1000 * (this.camera.pictures - pictures)) / (now - at)));
    if (at > 0) this.#line.say({ do: "camera", pictures_per_s: perS });
  }

  /** @param {Progress | null} progress What the server knows of this practice. */
  #welcome(progress) {
    $("lost").hidden = true;
    this.#isLost = false;
    this.#answerAt = performance.now();
    // A tab that takes the practice over goes on where the other one was.
    if (progress && this.#took) practice.progress = progress;
    this.#took = false;
    if (progress && practice.progress) {
      this.speak();
      return this.#begun();
    }
    /** @type {PageRequest["begin"]} */
    const begin = { language: settings.language, hold_s: chosen("holdSeconds") ?? settings.hold_s, sets: chosen("sets"), by_plan: Boolean(practice.plan) };
    if (practice.progress) begin.resume = practice.progress;
    this.#line.say({ do: "begin", begin });
  }

  #begun() {
    if (this.#paused) this.#line.say({ do: "pause", paused: true });
    this.#line.begin();
    this.#feed();
  }

  #lost() {
    $("lost").hidden = false;
    this.#isLost = true;
    this.#pause();
  }

  async #feed() {
    if (!this.#line.free || !this.camera.fresh) return;
    this.#line.reserve();
    const picture = await this.camera.take();
    if (picture) this.#line.picture(picture);
    else this.#line.release();
  }

  /**
   * @param {Answer} answer
   * @param {number} at
   */
  #seen(answer, at) {
    this.#feed();
    this.#answered = true;
    this.#answerAt = performance.now();
    this.#overlay.show(answer);
    this.meter.add(at);
    practice.progress = answer.progress;
    if (performance.now() - this.#savedAt > SAVE_EVERY_MS) {
      savePractice();
      this.#savedAt = performance.now();
    }
    const events = this.#events.take(answer);
    keepTrue(answer);
    showStage(answer);
    this.#breathe(answer);
    this.#look();
    if (this.#askedPart !== answer.progress.now) hide($("ask"));
    for (const event of events) this.#happen(event);
    this.tone.follow(answer);
    this.#heed(answer.hands);
    bestPicture.offer(answer, this.camera.video);
    if (answer.stage === "done") this.#done();
  }

  /** @param {StageEvent} event */
  #happen(event) {
    if ("sound" in event) sound(event.sound);
    else if ("cue" in event) {
      // A screen reader reads the question where the focus goes.
      speak(event.cue.text, { kind: event.cue.kind, written: event.cue.code === FELT });
    }
    else this.#ask(event.ask);
  }

  /** @param {number} part */
  #ask(part) {
    this.#askedPart = part;
    $("ask").hidden = false;
    $("ask").focus({ preventScroll: true });
    if (choices.handsTold) return;
    choices.handsTold = true;
    saveChoices();
    // One by one, so that a correction may come between them.
    for (const key of ["say.answer_yes", "say.answer_no", "say.answer_pain"]) speak(t(key), { kind: "guide" });
  }

  /** @param {Answer} answer */
  #breathe({ stage, holding }) {
    const breathing = stage === "hold" && holding;
    if (breathing) this.#pacer.start();
    else this.#pacer.stop();
    $("stage-breath").hidden = !breathing;
  }

  #done() {
    savePractice();
    sound("done");
    speak(t(practice.progress?.parts.some(({ tucked_s: tucked, good_s: good }) => tucked > good / 2) ? "say.well_done" : "say.done"));
    this.#handlers.done();
  }
}
