// The lunge: camera and line on the one hand, what the person sees and hears on the other.

/** @import { Answer, PageRequest, Progress } from "../shared/protocol.js" */
/** @import { StageEvent } from "./stage_events.js" */

import { stayAwake } from "./awake.js";
import { Camera } from "./camera.js";
import { Overlay } from "./draw.js";
import { sound } from "./earcons.js";
import { $ } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { Meter } from "./meter.js";
import { Pacer } from "./pacer.js";
import { Line } from "./socket.js";
import { FELT, StageEvents } from "./stage_events.js";
import { AGAIN_STAGES, showStage } from "./stage_view.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { TuckTone } from "./tuck_tone.js";
import { settings, t } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";
import { keepTrue, speak, whileSpeaking } from "./voice.js";

const SAVE_EVERY_MS = 1000;

/**
 * @typedef {object} Handlers
 * @property {() => void} done
 * @property {() => void} pain
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
  #savedAt = 0;
  /** @type {number | null} */
  #askedPart = null;
  #line = new Line({
    welcome: (progress) => this.#welcome(progress),
    begun: () => this.#begun(),
    seen: (answer, at) => this.#seen(answer, at),
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
    $("again").onclick = () => this.again();
    $("skip").onclick = () => this.#line.say({ do: "skip" });
    $("felt-yes").onclick = () => this.felt("yes");
    $("felt-no").onclick = () => this.felt("no");
    $("felt-pain").onclick = () => this.felt("pain");
  }

  get asking() {
    return !$("ask").hidden;
  }

  /** @param {boolean} take Whether to practise here though the practice is open elsewhere. */
  open(take = false) {
    this.#events = new StageEvents();
    this.#savedAt = 0;
    this.camera.lines = settings.picture_lines;
    $("word").textContent = "";
    $("why").textContent = t("stage.starting");
    stayAwake(true);
    whileSpeaking((speaking) => this.#line.say({ do: "voice", speaking }));
    this.#line.open(take);
  }

  close() {
    whileSpeaking(() => {});
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
    if (!this.asking) return;
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

  /** @param {Progress | null} progress What the server knows of this practice. */
  #welcome(progress) {
    $("lost").hidden = true;
    if (progress && practice.progress) return this.#begun();
    /** @type {PageRequest["begin"]} */
    const begin = { language: settings.language, hold_s: choices.holdSeconds ?? settings.hold_s, sets: choices.sets };
    if (practice.progress) begin.resume = practice.progress;
    this.#line.say({ do: "begin", begin });
  }

  #begun() {
    this.#line.begin();
    this.#feed();
  }

  #lost() {
    $("lost").hidden = false;
    this.tone.stop();
    this.#pacer.stop();
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
    if (this.#askedPart !== answer.progress.now) hide($("ask"));
    for (const event of events) this.#happen(event);
    this.tone.follow(answer);
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
