// The lunge: camera and line on the one hand, what the person sees and hears on the other.

/** @import { Answer, PageRequest, Progress } from "../shared/protocol.js" */
/** @import { StageEvent } from "./stage_events.js" */
/** @import { Trouble } from "./watch.js" */

import * as bestPicture from "./best_picture.js";
import { CameraLine } from "./camera_line.js";
import { Overlay } from "./draw.js";
import { sound } from "./earcons.js";
import { $, put } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { Meter } from "./meter.js";
import { Pacer } from "./pacer.js";
import { FELT, StageEvents } from "./stage_events.js";
import { AGAIN_STAGES, showHands, showPaused, showStage, showTrouble } from "./stage_view.js";
import { choices, chosen, practice, saveChoices, savePractice } from "../shared/store.js";
import { TuckTone } from "./tuck_tone.js";
import { settings, t } from "../shared/texts.js";
import { keepTrue, speak } from "./voice.js";

const SAVE_EVERY_MS = 1000;
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
  #handlers;
  #link;
  #overlay;
  #pacer = new Pacer($("stage-breath"), { tones: false });
  #events = new StageEvents();
  #rated = { at: 0, pictures: 0 };
  #savedAt = 0;
  #took = false;
  /** @type {number | null} */
  #askedPart = null;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    this.#link = new CameraLine($("video", HTMLVideoElement), {
      welcome: (progress) => this.#welcome(progress),
      seen: (answer, at) => this.#seen(answer, at),
      hands: (hands) => this.#stillPaused(hands),
      pausing: (paused) => this.#showPausing(paused),
      lost: () => this.#lost(),
      watched: (trouble) => this.#watched(trouble),
      shut: handlers.shut,
    });
    this.#overlay = new Overlay($("overlay", HTMLCanvasElement), this.camera.video);
    $("again").onclick = () => this.again();
    $("skip").onclick = () => this.#link.say({ do: this.#events.stage === "calibrate" ? "skip_range" : "skip" });
    $("pause").onclick = () => this.pause();
    $("felt-yes").onclick = () => this.felt("yes");
    $("felt-no").onclick = () => this.felt("no");
    $("felt-pain").onclick = () => this.felt("pain");
    $("hurts").onclick = () => this.felt("pain");
  }

  get camera() {
    return this.#link.camera;
  }

  get asking() {
    return !$("ask").hidden;
  }

  /** @param {boolean} take Whether to practise here though the practice is open elsewhere. */
  open(take = false) {
    this.#events = new StageEvents();
    this.#savedAt = 0;
    this.#took = take;
    showTrouble(null);
    put($("pause-word"), t("stage.pause"));
    $("word").textContent = "";
    $("why").textContent = t("stage.starting");
    this.#link.open(take);
  }

  close() {
    this.#link.close();
    this.#overlay.clear();
    this.#pacer.stop();
    this.tone.stop();
    $("ask").hidden = true;
    $("lost").hidden = true;
  }

  finish() {
    this.#link.say({ do: "finish" });
    this.close();
  }

  /** @param {"yes" | "no" | "pain"} answer */
  felt(answer) {
    // That it hurts may be said at any time, the others only when asked.
    if (!this.asking && answer !== "pain") return;
    hide($("ask"));
    this.#link.say({ do: "felt", felt: answer });
    const part = practice.progress?.parts[practice.progress.now];
    if (part) part.felt = answer;
    savePractice();
    if (answer === "pain") return this.#handlers.pain();
    speak(t(`say.felt_${answer}`));
  }

  /** The neutral and the own range are found again; the seconds held so far stay. */
  again() {
    if (!AGAIN_STAGES.includes(this.#events.stage ?? "")) return;
    this.#link.say({ do: "again" });
    speak(t("say.again"));
  }

  /** Pauses, or goes on. */
  pause() {
    this.#link.pause();
  }

  /** @param {boolean} paused */
  #showPausing(paused) {
    put($("pause-word"), t(paused ? "stage.go_on" : "stage.pause"));
    if (!paused) return;
    this.#pause();
    showPaused();
    hide($("ask"));
  }

  /** @param {Answer["hands"]} hands */
  #stillPaused(hands) {
    showHands(hands);
    if (hands.made === "pause") return this.#link.setPaused(false);
    this.#link.setPaused(true);
    showPaused();
    if (hands.made === "stop") this.#handlers.stop();
  }

  /** @param {Answer["hands"]} hands What somebody says with their hands, who cannot press anything. */
  #heed({ made, held, share }) {
    showHands({ made, held, share });
    if (made === "pause") this.#link.setPaused(true);
    else if (made === "stop") this.#handlers.stop();
    else if (made && this.asking) {
      sound("good");
      this.felt(made);
    }
  }

  /** The coach goes on in the language of the page. */
  speak() {
    this.#link.speak();
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

  /** @param {Trouble | null} trouble */
  #watched(trouble) {
    showTrouble(trouble);
    if (trouble) this.#pause();
    this.#rate(performance.now());
  }

  #pause() {
    this.#overlay.clear();
    this.tone.stop();
    this.#pacer.stop();
    $("stage-breath").hidden = true;
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
    if (at > 0) this.#link.say({ do: "camera", pictures_per_s: perS });
  }

  /** @param {Progress | null} progress What the server knows of this practice. */
  #welcome(progress) {
    $("lost").hidden = true;
    // A tab that takes the practice over goes on where the other one was.
    if (progress && this.#took) practice.progress = progress;
    this.#took = false;
    if (progress && practice.progress) return this.#link.resume();
    /** @type {PageRequest["begin"]} */
    const begin = { language: settings.language, hold_s: chosen("holdSeconds") ?? settings.hold_s, sets: chosen("sets"), by_plan: Boolean(practice.plan) };
    if (practice.progress) begin.resume = practice.progress;
    this.#link.start({ do: "begin", begin });
  }

  #lost() {
    $("lost").hidden = false;
    this.#pause();
  }

  /**
   * @param {Answer} answer
   * @param {number} at
   */
  #seen(answer, at) {
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
    this.#link.look();
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
