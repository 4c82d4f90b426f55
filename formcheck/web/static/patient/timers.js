// Parts without the camera: rest with the breath, and the ball.

import { stayAwake } from "./awake.js";
import { clock, Countdown } from "./countdown.js";
import { sound } from "./earcons.js";
import { $ } from "../shared/dom.js";
import { hide } from "../shared/focus.js";
import { showMove } from "./learn.js";
import { Pacer } from "./pacer.js";
import { chosen, practice, savePractice } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { speak } from "./voice.js";

export class Rest {
  #next;
  #pacer = new Pacer($("rest-breath"), { tones: true, spoken: true });
  #countdown = new Countdown((left) => ($("rest-clock").textContent = clock(left)));
  #on = false;

  /** @param {() => void} next */
  constructor(next) {
    this.#next = next;
    $("rest-start").onclick = () => this.#start();
    $("rest-skip").onclick = () => this.#end(false);
  }

  open() {
    this.#on = false;
    $("rest-start").hidden = false;
    $("rest-clock").textContent = clock(chosen("restMinutes") * 60);
    showMove($("rest-breathes", HTMLImageElement), "breath");
    showMove($("rest-tucks", HTMLImageElement), "lying");
    for (const key of ["rest.how1", "rest.how2", "rest.how3", "rest.how4"]) speak(t(key), { written: true });
  }

  close() {
    this.#count();
    this.#countdown.stop();
    this.#pacer.stop();
    stayAwake(false);
  }

  #start() {
    this.#on = true;
    hide($("rest-start"));
    stayAwake(true);
    this.#pacer.start();
    this.#countdown.run(chosen("restMinutes") * 60, () => this.#end(true));
  }

  #count() {
    if (!this.#on) return;
    this.#on = false;
    practice.restS = (practice.restS ?? 0) + Math.min(this.#countdown.ran, chosen("restMinutes") * 60);
    savePractice();
  }

  /** @param {boolean} whole */
  #end(whole) {
    this.close();
    if (whole) {
      sound("done");
      speak(t("rest.done"));
    }
    this.#next();
  }
}

export class Ball {
  #next;
  #countdown = new Countdown((left) => ($("ball-clock").textContent = clock(left)));
  #on = false;

  /** @param {() => void} next */
  constructor(next) {
    this.#next = next;
    $("ball-start").onclick = () => this.#side(1);
    $("ball-skip").onclick = () => this.#end();
  }

  open() {
    this.#on = false;
    $("ball-start").hidden = false;
    $("ball-side").textContent = "";
    $("ball-clock").textContent = clock(chosen("ballSeconds"));
    for (const key of ["ball.warn_title", "ball.warn", "ball.why"]) speak(t(key), { written: true });
  }

  close() {
    this.#count();
    this.#countdown.stop();
    stayAwake(false);
  }

  /** @param {1 | 2} number */
  #side(number) {
    this.#on = true;
    hide($("ball-start"));
    $("ball-side").textContent = t(number === 1 ? "ball.first" : "ball.second");
    stayAwake(true);
    sound("started");
    const how = ["ball.how1", "ball.how2", "ball.spot"];
    for (const key of number === 1 ? how : ["ball.how2", "ball.spot"]) speak(t(key), { written: true });
    this.#countdown.run(chosen("ballSeconds"), () => {
      this.#count();
      sound("done");
      if (number === 2) {
        speak(t("ball.done"));
        return this.#end();
      }
      speak(t("ball.change"));
      $("ball-side").textContent = t("ball.change");
      $("ball-start").hidden = false;
      $("ball-start").onclick = () => {
        $("ball-start").onclick = () => this.#side(1);
        this.#side(2);
      };
    });
  }

  #count() {
    if (!this.#on) return;
    this.#on = false;
    practice.ballS = (practice.ballS ?? 0) + Math.min(this.#countdown.ran, chosen("ballSeconds"));
    savePractice();
  }

  #end() {
    this.close();
    $("ball-start").onclick = () => this.#side(1);
    this.#next();
  }
}
