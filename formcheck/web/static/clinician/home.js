// Practice at home: the plan that a patient takes along, and the practice that comes back.

/** @import { PlanDraft, PlanMade, PlanWanted, VideoFull } from "../shared/protocol.js" */

import { $, make } from "../shared/dom.js";
import { settings, t } from "../shared/texts.js";
import * as server from "./server.js";

const FLAGS = [1, 2, 3, 4, 5, 6, 7];
/** What may begin on any day is always asked; the server insists, too. */
const ALWAYS_ASKED = [1, 2, 5];
const MOST_STRESSED = 3;

/**
 * @typedef {object} Handlers
 * @property {() => VideoFull | null} video The one that is open.
 */

/** @param {string} id */
const field = (id) => $(id, HTMLInputElement);

export class HomeForm {
  #handlers;
  #box = $("home", HTMLDialogElement);
  /** Whom the form is filled for. */
  #code = "";
  /** @type {Record<string, number>} Own tuck as read in the video that is open, by knee. */
  #ownTuck = {};

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    $("home-open").onclick = () => this.open();
    $("home-close").onclick = () => this.#box.close();
    $("home-make").onclick = () => this.#make();
    $("home-print").onclick = () => print();
    field("home-code").onchange = () => this.#fill();
    const file = field("home-back");
    file.onchange = async () => {
      const [chosen] = file.files ?? [];
      file.value = "";
      if (chosen) $("home-back-said").textContent = await this.takeIn(chosen);
    };
    $("home-progress").onclick = () => {
      const tab = open(server.progressAddress(field("home-code").value.trim()));
      if (tab) tab.opener = null;
    };
  }

  open() {
    const video = this.#handlers.video();
    if (video?.patient) field("home-code").value = video.patient;
    $("home-back-said").textContent = "";
    this.#box.showModal();
    this.#fill();
  }

  /**
   * Takes in practice that came back; returns what became of it, in a sentence.
   * @param {Blob} file
   */
  async takeIn(file) {
    try {
      const { patient, said } = await server.takeInPractice(file);
      if (!field("home-code").value) field("home-code").value = patient;
      this.#showCode();
      return said;
    } catch (error) {
      return inWords(error);
    }
  }

  #showCode() {
    $("home-progress", HTMLButtonElement).disabled = !field("home-code").value.trim();
  }

  async #fill() {
    const code = field("home-code").value.trim();
    this.#code = code;
    this.#showCode();
    $("home-form").hidden = !code;
    $("home-made").hidden = true;
    $("home-said").textContent = "";
    if (!code) return;
    try {
      const draft = await server.planDraft(code);
      if (code === this.#code) this.#show(draft);
    } catch (error) {
      $("home-form").hidden = true;
      $("home-said").textContent = inWords(error);
    }
  }

  /** @param {PlanDraft} draft */
  #show(draft) {
    const { targets, made, points, stress, flags, sides, language } = draft;
    for (const name of /** @type {const} */ (["clinic", "valid_from", "valid_until", "note"])) typed(name).value = draft[name];
    for (const name of /** @type {const} */ (["days_a_week", "hold_s", "sets", "rest_minutes", "ball_s"])) {
      typed(name).value = String(draft[name]);
    }
    $("home-sides", HTMLSelectElement).value = sides.length === 1 ? sides[0] : "both";
    const languages = $("home-language", HTMLSelectElement);
    languages.replaceChildren(...Object.entries(settings.languages).map(([tag, name]) => new Option(name, tag)));
    languages.value = language;
    $("home-stress").replaceChildren(...points.map(([point, words]) => box("stress", point, words, stress.includes(point))));
    $("home-stress").onchange = limitStress;
    limitStress();
    $("home-flags").replaceChildren(
      ...FLAGS.map((n) => box("flag", String(n), t(`welcome.flag${n}`), flags.includes(n), ALWAYS_ASKED.includes(n))),
    );
    $("home-targets").textContent = targets.length ? t("home.targets", { targets: targets.join("; ") }) : t("home.targets_usual");
    this.#ownTuck = ownTuck(this.#handlers.video(), this.#code);
    const read = Object.entries(this.#ownTuck).map(([side, deg]) => `${t(`stage.${side}`)} ${deg.toFixed(1)}°`);
    $("home-own").textContent = read.length ? t("home.own", { read: read.join(", ") }) : "";
    if (made.length) this.#showMade(made[0], t("home.last"));
  }

  /**
   * @param {PlanMade} plan
   * @param {string} title
   */
  #showMade(plan, title) {
    $("home-made").hidden = false;
    $("home-made-title").textContent = title;
    $("home-sentence").textContent = plan.sentence;
    $("home-key").textContent = t("home.key", { fingerprint: plan.fingerprint });
    const code = { alt: t("home.code"), src: server.planAddress(plan.patient, `${plan.id}.svg`) };
    Object.assign($("home-image", HTMLImageElement), code);
    $("home-file", HTMLAnchorElement).href = server.planAddress(plan.patient, `${plan.id}.json`);
  }

  async #make() {
    $("home-said").textContent = "";
    const side = $("home-sides", HTMLSelectElement).value;
    /** @type {PlanWanted} */
    const wanted = {
      patient: this.#code,
      clinic: typed("clinic").value,
      valid_from: typed("valid_from").value,
      valid_until: typed("valid_until").value,
      language: $("home-language", HTMLSelectElement).value,
      sides: side === "both" ? ["left", "right"] : [side],
      days_a_week: number("days_a_week"),
      hold_s: number("hold_s"),
      sets: number("sets"),
      rest_minutes: number("rest_minutes"),
      ball_s: number("ball_s"),
      stress: checked("stress"),
      flags: checked("flag").map(Number),
      note: typed("note").value,
      own_tuck_deg: this.#ownTuck,
    };
    try {
      this.#showMade(await server.makePlan(wanted), t("home.made"));
      $("home-made").scrollIntoView({ block: "start" });
    } catch (error) {
      $("home-said").textContent = inWords(error);
    }
  }
}

/** @param {string} name */
const typed = (name) => field(`home-${name}`);

/** @param {string} name */
function number(name) {
  const value = typed(name).valueAsNumber;
  return Number.isNaN(value) ? null : value;
}

/** @param {string} name */
function checked(name) {
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = document.querySelectorAll(`[name=home-${name}]:checked`);
  return [...boxes].map(({ value }) => value);
}

/** No more may be stressed than would stand out. */
function limitStress() {
  const full = checked("stress").length >= MOST_STRESSED;
  /** @type {NodeListOf<HTMLInputElement>} */
  const boxes = document.querySelectorAll("[name=home-stress]");
  for (const each of boxes) each.disabled = full && !each.checked;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} words
 * @param {boolean} on
 * @param {boolean} [fixed]
 */
function box(name, value, words, on, fixed = false) {
  const input = make("input", { type: "checkbox", name: `home-${name}`, value, checked: on || fixed, disabled: fixed });
  return make("label", { className: "switch" }, input, make("span", {}, words));
}

/**
 * Returns the own full tuck as it was read in a video of the patient, where it counts.
 * @param {VideoFull | null} video
 * @param {string} code
 * @returns {Record<string, number>}
 */
function ownTuck(video, code) {
  if (!video?.found || video.patient !== code) return {};
  return Object.fromEntries(
    video.found.sides.flatMap(({ rear_side: side, own_range: own }) =>
      own?.counts && own.tuck_deg !== null && own.tuck_deg >= 0 && own.tuck_deg <= 30 ? [[side, own.tuck_deg]] : [],
    ),
  );
}

/** @param {unknown} error */
const inWords = (error) => (error instanceof Error && error.message ? error.message : t("review.refused"));
