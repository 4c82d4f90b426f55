// Parts without the camera: rest with the breath, and the ball.

import { stayAwake } from "./awake.js";
import { sound } from "./earcons.js";
import { hide } from "../shared/focus.js";
import { Pacer } from "./pacer.js";
import { choices, practice, savePractice } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { speak } from "./voice.js";

const $ = (id) => document.getElementById(id);

export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// Counts down by the clock, not by ticks: a browser slows the ticks of a page in the background.
class Countdown {
  constructor(show) {
    this._show = show;
    this._timer = 0;
  }

  run(seconds, done) {
    const end = performance.now() + seconds * 1000;
    this.begunAt = performance.now();
    const tick = () => {
      const left = (end - performance.now()) / 1000;
      this._show(left);
      if (left <= 0) {
        this.stop();
        done();
      }
    };
    clearInterval(this._timer);
    this._timer = setInterval(tick, 250);
    tick();
  }

  get ran() {
    return this.begunAt === undefined ? 0 : (performance.now() - this.begunAt) / 1000;
  }

  stop() {
    clearInterval(this._timer);
  }
}

export class Rest {
  constructor(next) {
    this._next = next;
    this._pacer = new Pacer($("rest-breath"), { tones: true });
    this._countdown = new Countdown((left) => ($("rest-clock").textContent = clock(left)));
    $("rest-start").onclick = () => this._start();
    $("rest-skip").onclick = () => this._end(false);
  }

  open() {
    this._on = false;
    $("rest-start").hidden = false;
    $("rest-clock").textContent = clock(choices.restMinutes * 60);
    speak(`${t("rest.how1")} ${t("rest.how2")}`, { written: true, after: true });
  }

  close() {
    this._count();
    this._countdown.stop();
    this._pacer.stop();
    stayAwake(false);
  }

  _start() {
    this._on = true;
    hide($("rest-start"));
    stayAwake(true);
    this._pacer.start();
    this._countdown.run(choices.restMinutes * 60, () => this._end(true));
  }

  _count() {
    if (!this._on) return;
    this._on = false;
    practice.restS = (practice.restS ?? 0) + Math.min(this._countdown.ran, choices.restMinutes * 60);
    savePractice();
  }

  _end(whole) {
    this.close();
    if (whole) {
      sound("done");
      speak(t("rest.done"));
    }
    this._next();
  }
}

export class Ball {
  constructor(next) {
    this._next = next;
    this._countdown = new Countdown((left) => ($("ball-clock").textContent = clock(left)));
    $("ball-start").onclick = () => this._side(1);
    $("ball-skip").onclick = () => this._end();
  }

  open() {
    this._on = false;
    $("ball-start").hidden = false;
    $("ball-side").textContent = "";
    $("ball-clock").textContent = clock(choices.ballSeconds);
    speak(`${t("ball.warn_title")}. ${t("ball.warn")}`, { written: true, after: true });
  }

  close() {
    this._count();
    this._countdown.stop();
    stayAwake(false);
  }

  _side(number) {
    this._on = true;
    hide($("ball-start"));
    $("ball-side").textContent = t(number === 1 ? "ball.first" : "ball.second");
    stayAwake(true);
    sound("started");
    this._countdown.run(choices.ballSeconds, () => {
      this._count();
      sound("done");
      if (number === 2) {
        speak(t("ball.done"));
        return this._end();
      }
      speak(t("ball.change"));
      $("ball-side").textContent = t("ball.change");
      $("ball-start").hidden = false;
      $("ball-start").onclick = () => {
        $("ball-start").onclick = () => this._side(1);
        this._side(2);
      };
    });
  }

  _count() {
    if (!this._on) return;
    this._on = false;
    practice.ballS = (practice.ballS ?? 0) + Math.min(this._countdown.ran, choices.ballSeconds);
    savePractice();
  }

  _end() {
    this.close();
    $("ball-start").onclick = () => this._side(1);
    this._next();
  }
}
