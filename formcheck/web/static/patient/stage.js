// The lunge: camera and line on the one hand, what the person sees and hears on the other.

import { stayAwake } from "./awake.js";
import { Camera } from "./camera.js";
import { Overlay } from "./draw.js";
import { sound } from "./earcons.js";
import { hide } from "../shared/focus.js";
import { Meter } from "./meter.js";
import { Pacer } from "./pacer.js";
import { Line } from "./socket.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { settings, t, has } from "../shared/texts.js";
import { outdated } from "../shared/upgrade.js";
import { speak } from "./voice.js";

const $ = (id) => document.getElementById(id);
const SIGN = { pass: "✓", degrade: "!", block: "✗" };
const SPOKEN_BY_STAGE = { countdown: "say.still", turn: "say.turn" };
const QUIET_STAGES = ["countdown", "turn", "done"];
const AGAIN_STAGES = ["still", "calibrate", "tuck", "hold"];
const SAVE_EVERY_MS = 1000;

export class Stage {
  // handlers: done(), pain(), shut(why)
  constructor(handlers) {
    this._handlers = handlers;
    this.meter = new Meter();
    this.camera = new Camera($("video"), settings.picture_lines);
    this._overlay = new Overlay($("overlay"), $("video"));
    this._pacer = new Pacer($("stage-breath"), { tones: false });
    this._line = new Line({
      welcome: (progress) => this._welcome(progress),
      begun: () => this._begun(),
      seen: (answer, at) => this._seen(answer, at),
      free: () => this._feed(),
      lost: () => this._lost(),
      outdated: (theirs) => {
        savePractice();
        outdated(theirs);
      },
      shut: (why) => handlers.shut(why),
    });
    this.camera.onPicture = () => this._feed();
    $("again").onclick = () => this.again();
    $("skip").onclick = () => this._line.say({ do: "skip" });
    $("felt-yes").onclick = () => this.felt("yes");
    $("felt-no").onclick = () => this.felt("no");
    $("felt-pain").onclick = () => this.felt("pain");
    this._forget();
  }

  get asking() {
    return !$("ask").hidden;
  }

  open(take = false) {
    this._forget();
    this.camera.lines = settings.picture_lines;
    $("word").textContent = "";
    $("why").textContent = t("stage.starting");
    stayAwake(true);
    this._line.open(take);
  }

  close() {
    this._line.close();
    this.camera.stop();
    this._overlay.clear();
    this._pacer.stop();
    $("ask").hidden = true;
    $("lost").hidden = true;
    stayAwake(false);
  }

  finish() {
    this._line.say({ do: "finish" });
    this.close();
  }

  felt(answer) {
    if (!this.asking) return;
    hide($("ask"));
    this._line.say({ do: "felt", felt: answer });
    const part = practice.progress?.parts[practice.progress.now];
    if (part) part.felt = answer;
    savePractice();
    if (answer === "pain") return this._handlers.pain();
    speak(t(`say.felt_${answer}`));
  }

  // The neutral and the own range are found anew; the seconds held so far stay.
  again() {
    if (!AGAIN_STAGES.includes(this._stage)) return;
    this._line.say({ do: "again" });
    speak(t("say.again"));
  }

  _forget() {
    this._stage = this._wasRunning = this._saidCue = null;
    this._halves = new Set();
    this._savedAt = 0;
  }

  _welcome(progress) {
    $("lost").hidden = true;
    if (progress && practice.progress) return this._begun();
    const begin = { language: settings.language, hold_s: choices.holdSeconds, sets: choices.sets };
    if (practice.progress) begin.resume = practice.progress;
    this._line.say({ do: "begin", begin });
  }

  _begun() {
    this._line.ready = true;
    this._feed();
  }

  _lost() {
    $("lost").hidden = false;
    this._pacer.stop();
  }

  async _feed() {
    if (!this._line.free || !this.camera.fresh) return;
    this._line.reserve();
    const picture = await this.camera.take();
    if (picture) this._line.picture(picture);
    else this._line.release();
  }

  _seen(answer, at) {
    this._feed();
    this._overlay.show(answer);
    this.meter.add(at);
    practice.progress = answer.progress;
    if (performance.now() - this._savedAt > SAVE_EVERY_MS) {
      savePractice();
      this._savedAt = performance.now();
    }
    this._hear(answer);
    this._look(answer);
    if (answer.stage === "done") this._done();
  }

  _done() {
    savePractice();
    sound("done");
    speak(t("say.done"));
    this._handlers.done();
  }

  // What is heard: one thing at a time; the coach's cue where there is one.
  _hear(answer) {
    const { stage, running, progress, good_s: good } = answer;
    const before = this._stage;
    this._stage = stage;
    if (stage !== before) {
      if (stage === "turn") sound("done");
      if (stage === "countdown") sound("tick");
      if (before === null && stage === "setup") speak(t("say.setup")); // later the coach says what is missing
      if (SPOKEN_BY_STAGE[stage]) speak(t(SPOKEN_BY_STAGE[stage]));
    } else if (stage === "countdown" && answer.count !== this._count) {
      sound("tick");
    }
    this._count = answer.count;
    if (stage === "hold" && running !== this._wasRunning) {
      const first = !this._halves.has(`start ${progress.now}`);
      if (running) sound(first ? "started" : "good");
      else if (this._wasRunning) sound("paused");
      if (running) this._halves.add(`start ${progress.now}`);
    }
    this._wasRunning = stage === "hold" ? running : null;
    const half = `half ${progress.now}`;
    if (running && good >= progress.target_s / 2 && !this._halves.has(half)) {
      this._halves.add(half);
      sound("half");
      if (!answer.cue) speak(t("say.half"));
    }
    if (answer.cue && !QUIET_STAGES.includes(stage)) speak(answer.cue.text);
  }

  // What is seen.
  _look(answer) {
    const { stage, progress, running, good_s: good, count } = answer;
    const view = document.querySelector('[data-view="stage"]');
    view.dataset.stage = stage;
    view.dataset.running = String(running);
    const part = progress.parts[progress.now];
    const where = answer.side ? ` · ${t(`stage.${answer.side}`)}` : "";
    put($("part"), t("stage.part", { number: Math.min(progress.now + 1, progress.parts.length), total: progress.parts.length }) + where);
    $("ring-fill").style.strokeDashoffset = String(101 - Math.min(101, (101 * good) / progress.target_s));
    put($("number"), stage === "countdown" ? String(count) : String(Math.floor(good)));
    put($("ring-text"), stage === "countdown" ? "" : t("stage.of", { seconds: Math.round(progress.target_s) }));
    put($("word"), word(answer));
    put($("why"), (stage === "hold" ? answer.why : answer.message)?.text ?? "");
    this._ticks(answer);
    this._pelvis(answer.pelvis);
    const breathing = stage === "hold" && running;
    if (breathing) this._pacer.start();
    else this._pacer.stop();
    $("stage-breath").hidden = !breathing;
    if (AGAIN_STAGES.includes(stage)) $("again").hidden = false;
    else hide($("again"));
    put($("skip"), t(progress.now + 1 < progress.parts.length ? "stage.skip" : "app.skip"));
    this._ask(part, good, running, progress.now);
  }

  _ask(part, good, running, now) {
    const due = part && part.felt === "" && now < 2 && running && good >= Math.min(settings.ask_after_s, 0.6 * practice.progress.target_s);
    const asked = `asked ${now}`;
    if (!due || this._halves.has(asked)) {
      if (this._askedPart !== now) hide($("ask"));
      return;
    }
    this._halves.add(asked);
    this._askedPart = now;
    $("ask").hidden = false;
    $("ask").focus({ preventScroll: true });
    speak(t("stage.felt"), { written: true });
  }

  _pelvis({ word: said, source, reason }) {
    const box = $("pelvis");
    const key = { tucked: "pelvis.tucked", "tuck lost": "pelvis.tuck_lost", arching: "pelvis.arching", "no clear change": "pelvis.unclear" }[said];
    box.hidden = !key || source === "none";
    box.dataset.word = said;
    box.title = reason?.text ?? "";
    put(box, key ? `${{ tucked: "✓", "no clear change": "–" }[said] ?? "✗"} ${t(key)}` : "");
  }

  _ticks({ stage, gates, kneeling, rear_is_near: near }) {
    const list = $("ticks");
    list.hidden = !["setup", "turn"].includes(stage);
    if (list.hidden) return;
    const all = gates.map(({ name, level, fix }) => ({ name, level, fix }));
    all.push({ name: "kneeling", level: kneeling ? "pass" : "block", fix: null });
    if (near !== null) all.push({ name: "near", level: near ? "pass" : "degrade", fix: null });
    const rows = stage === "turn" ? all.filter((r) => r.level !== "pass") : all; // on the other side, what is well is known
    const signature = settings.language + rows.map((r) => r.name + r.level).join();
    if (list.dataset.shown === signature) return;
    list.dataset.shown = signature;
    list.replaceChildren(
      ...rows.map(({ name, level, fix }) => {
        const row = document.createElement("li");
        row.className = level;
        const sign = document.createElement("span");
        sign.className = "sign";
        sign.textContent = SIGN[level];
        sign.setAttribute("role", "img");
        sign.setAttribute("aria-label", t(`gate.${level}`));
        row.append(sign, t(`gate.${name}`));
        if (fix && level === "block") row.title = fix.text;
        return row;
      }),
    );
  }
}

function word({ stage, running, faults, asked }) {
  if (stage === "hold" && !running) {
    const key = `fault.${faults[0]}.word`;
    return t(has(key) ? key : "word.paused");
  }
  return t(`word.${asked ?? stage}`);
}

// Writes only what is new, so that a screen reader is not told the same again and again.
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
