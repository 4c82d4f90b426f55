// The plan of a clinic: taken from its file, a picture, or the camera, shown, and left.

/** @import { PlanAnswer, PlanShown } from "../shared/protocol.js" */

import { ask, askJson, HEADERS, Refusal } from "../shared/api.js";
import { $, find } from "../shared/dom.js";
import { choices } from "../shared/store.js";
import { settings, t } from "../shared/texts.js";
import { Camera } from "./camera.js";
import { reasonOf } from "./camera_trouble.js";

const PATH = "api/plan";
const ANOTHER_CLINIC = 428;
const LOOK_EVERY_MS = 400;
const LOOK_FOR_MS = 90_000;
const LINES = 720; // finer than for the stretch: the squares of a code are small

/**
 * @typedef {object} Handlers
 * @property {(plan: PlanShown) => void} met A plan leads that did not lead before.
 * @property {() => void} changed
 */

export class PlanCard {
  /** @type {PlanShown | null} The plan that is here, whether it leads today or not. */
  plan = null;
  #handlers;
  #camera = new Camera($("plan-video", HTMLVideoElement), LINES);
  /** Raised whenever somebody begins or ends looking: what is under way for an earlier look is then over. */
  #look = 0;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    const file = $("plan-file", HTMLInputElement);
    file.onchange = () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen) this.take(chosen);
    };
    this.#camera.onGone = () => {
      this.stopLooking();
      this.#say(t("trouble.camera_gone"));
    };
    $("plan-look").onclick = () => this.#lookForCode();
    $("plan-look-end").onclick = () => this.stopLooking();
    $("plan-forget").onclick = () => this.#forget();
  }

  /** The plan that leads today; null where none does. */
  get leading() {
    return this.plan && !this.plan.not_in_force ? this.plan : null;
  }

  /** Reads from the server which plan there is; without an answer there is none. */
  async load() {
    try {
      this.plan = /** @type {PlanAnswer} */ (await askJson(PATH)).plan;
    } catch {
      this.plan = null;
    }
    this.show();
    if (this.leading) this.#handlers.met(this.leading);
  }

  show() {
    const { plan } = this;
    $("plan").hidden = !plan;
    find($("plan-take"), "summary").textContent = t(plan ? "plan.another" : "plan.take");
    if (!plan) return;
    $("plan").classList.toggle("warning", Boolean(plan.not_in_force));
    $("plan-sentence").textContent = plan.sentence;
    $("plan-not").textContent = plan.not_in_force && `${plan.not_in_force} ${t("plan.ordinary")}`;
    $("plan-note").textContent = plan.note && t("plan.note", { note: plan.note });
    $("plan-mind").textContent = plan.cues.length ? t("plan.mind", { cues: plan.cues.join(" ") }) : "";
    const days = { done: plan.days_this_week, planned: plan.days_a_week };
    $("plan-week").textContent = plan.not_in_force ? "" : t("plan.this_week", days);
    $("plan-signed").textContent = t("plan.signed", { fingerprint: plan.fingerprint });
  }

  /**
   * Takes a plan, if it can be used; else says in a sentence why not.
   * @param {Blob | string} carrier
   * @param {boolean} [anyway] Whether it may come from somebody whose plans this person has not had before.
   */
  async take(carrier, anyway = false) {
    this.stopLooking();
    this.#say("");
    const body = typeof carrier === "string" ? new Blob([carrier]) : carrier;
    try {
      this.plan = await askJson(`${PATH}?anyway=${anyway}`, { method: "POST", body });
    } catch (error) {
      const again = error instanceof Refusal && error.status === ANOTHER_CLINIC ? () => this.take(carrier, true) : null;
      const why = error instanceof Error ? error.message : "";
      return this.#say(`${why || t("plan.refused")} ${t("plan.ordinary")}`, again);
    }
    $("plan-take", HTMLDetailsElement).open = false;
    this.show();
    if (this.leading) this.#handlers.met(this.leading);
    this.#handlers.changed();
    $("plan-sentence").focus();
  }

  /** Ends looking for a code; the camera goes off. */
  stopLooking() {
    this.#look += 1;
    this.#camera.stop();
    $("plan-camera").hidden = true;
    $("plan-look").hidden = false;
  }

  async #forget() {
    try {
      await askJson(PATH, { method: "DELETE" });
    } catch (error) {
      return this.#say(error instanceof Error ? error.message : "");
    }
    this.plan = null;
    this.show();
    this.#say(t("plan.forgotten"));
    this.#handlers.changed();
    find($("plan-take"), "summary").focus();
  }

  /**
   * @param {string} text
   * @param {(() => void) | null} [again] What a button does that takes it all the same.
   */
  #say(text, again = null) {
    $("plan-said").replaceChildren(text);
    $("plan-anyway").hidden = !again;
    $("plan-anyway").onclick = again;
  }

  async #lookForCode() {
    this.stopLooking();
    this.#say("");
    const mine = this.#look;
    try {
      // Paper is held before the back of a phone; a computer has the camera that was chosen for practice.
      await this.#camera.start(settings.computer ? "" : choices.camera, "environment");
    } catch (error) {
      if (mine !== this.#look) return; // it was ended, or pulled out, while it opened: that has been said
      const reason = reasonOf(error, Boolean(navigator.mediaDevices) && isSecureContext);
      return this.#say(t(`camera.${reason}`));
    }
    if (mine !== this.#look) return this.#camera.stop();
    $("plan-camera").hidden = false;
    $("plan-look").hidden = true;
    $("plan-look-end").focus();
    const until = performance.now() + LOOK_FOR_MS;
    while (mine === this.#look && performance.now() < until) {
      const text = await this.#glance();
      if (mine !== this.#look) return;
      if (text) return this.take(text);
      await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
    }
    if (mine !== this.#look) return;
    this.stopLooking();
    this.#say(t("plan.none_found"));
  }

  /** Has one picture of the camera looked at; returns what its code says, empty where there is none. */
  async #glance() {
    const picture = await this.#camera.take();
    if (!picture) return "";
    try {
      const body = new Blob([picture.message.subarray(8)], { type: "image/jpeg" });
      const answer = await ask(`${PATH}/glance`, { method: "POST", body, headers: HEADERS });
      return answer.status === 204 ? "" : String((await answer.json()).text);
    } catch {
      return "";
    }
  }
}

/**
 * Shows of the first questions those that the plan wants to be asked.
 * @param {PlanShown | null} plan
 */
export function askFlags(plan) {
  [...document.querySelectorAll(".safety .flags li")].forEach((line, n) => {
    if (line instanceof HTMLElement) line.hidden = Boolean(plan) && !plan?.flags.includes(n + 1);
  });
}
