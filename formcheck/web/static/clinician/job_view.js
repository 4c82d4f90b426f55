// One video: watched, marked, corrected, written about, kept. Holds what is known of it, and asks the server.

/** @import { VideoFull, VideoShort } from "../shared/protocol.js" */
/** @import { Changes } from "./corrections_form.js" */
/** @import { State } from "./steps.js" */
/** @import { Lane, Span } from "./timeline_geometry.js" */

import { $ } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { CorrectionsForm, KINDS } from "./corrections_form.js";
import { showFindings } from "./findings.js";
import { JointEditor } from "./joint_editor.js";
import { MeasureTools } from "./measure_tools.js";
import { Player } from "./player.js";
import { GoalsForm } from "./goals.js";
import { ReportCard } from "./report_card.js";
import * as server from "./server.js";
import { Steps } from "./steps.js";
import { Timeline, ZOOM } from "./timeline.js";
import { holdsOf, marksOf, sorted } from "./timeline_geometry.js";

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select";
/** Here Ctrl+Z takes back what was typed, as everywhere. */
const WRITING = "textarea, input[type=text]";
const NEWS = /** @type {const} */ (["state", "drawn", "done", "trouble"]);

/** @param {VideoShort} video */
export const isBusy = ({ state }) => state === "waiting" || state === "looking";

export class JobView {
  #changed;
  #removes;
  #lost;
  /** @type {VideoFull | null} */
  #video = null;
  #player = new Player((seconds) => this.#video?.found && this.#timeline.at(seconds));
  #timeline = new Timeline($("timeline"), {
    seek: (seconds) => this.#player.seek(seconds),
    mark: (lane, spans) => this.#mark(lane, spans),
  });
  #form = new CorrectionsForm({
    correct: (changes) => this.#correct(changes),
    mark: (lane, spans) => this.#mark(lane, spans),
    seek: (seconds) => this.#player.seek(seconds),
  });
  #joints = new JointEditor({
    number: () => this.number,
    moves: () => this.#video?.corrections.joints ?? [],
    move: (joints) => this.#correct({ joints }),
    trouble: (error) => this.#trouble(error),
  });
  #measures = new MeasureTools((line) => this.#card.addToNote(line));
  /** @type {Map<string, Steps>} What was done to each video. */
  #steps = new Map();
  #card = new ReportCard({
    video: () => this.#video,
    changed: (changes) => {
      const other = changes.patient !== undefined && changes.patient !== this.#video?.patient;
      this.#update(changes);
      if (other) this.words(); // judged by the targets of that patient
    },
    trouble: (error) => this.#trouble(error),
    step: (before, after) => this.#step(before, after),
    draw: () => this.#draw(),
    remove: () => this.#remove(),
  });
  #goals = new GoalsForm({
    changed: () => {
      this.words();
      this.#changed();
    },
    trouble: (error) => this.#trouble(error),
  });

  /**
   * @param {{ changed: (said?: string) => void, removes: (number: string) => void, lost: () => void }} handlers
   *   Changed: the list is to be read again. Removes: a video is about to be removed. Lost: the server is gone.
   */
  constructor({ changed, removes, lost }) {
    this.#changed = changed;
    this.#removes = removes;
    this.#lost = lost;
    addEventListener("keydown", (event) => this.#key(event));
    $("mark-neutral").onclick = () => this.#toggle("baselines_s");
    $("mark-range").onclick = () => this.#toggle("ranges_s");
    $("mark-hold").onclick = () => this.#toggle("holds_s");
    $("redraw").onclick = () => this.#draw();
    $("undo").onclick = () => this.#undo();
    $("redo").onclick = () => this.#redo();
  }

  get video() {
    return this.#video;
  }

  get number() {
    return this.#video?.number ?? null;
  }

  /** @param {string} number */
  async open(number) {
    try {
      const video = await server.read(number);
      this.#take(video);
      this.#card.resume(video);
    } catch (error) {
      this.#trouble(error);
    }
  }

  close() {
    this.#video = null;
    this.#card.close();
    $("job").hidden = true;
    this.#player.unload();
  }

  /**
   * Takes what the list has learnt of this video.
   * @param {VideoShort} short
   */
  async news(short) {
    const before = this.#video;
    if (!before || NEWS.every((name) => short[name] === before[name])) return;
    if (short.state === "judged") await this.open(before.number);
    else this.#update(short);
  }

  /** Shows everything again, in the language that was chosen. */
  words() {
    if (this.#video?.found) this.open(this.#video.number);
  }

  /** @param {VideoFull} video */
  #take(video) {
    if (video.number !== this.#video?.number) {
      this.#card.open(video);
      this.#joints.close();
      this.#measures.close();
      this.#timeline.whole();
    }
    this.#video = video;
    $("job").hidden = false;
    $("job-name").textContent = video.name;
    this.#player.load(video);
    this.#showState(video);
    this.#showFound(video);
  }

  /** @param {Partial<VideoFull>} changes */
  #update(changes) {
    if (this.#video) this.#showState(Object.assign(this.#video, changes));
  }

  /** @param {VideoFull} video */
  #showState(video) {
    const busy = isBusy(video);
    $("stale").hidden = video.up_to_date || busy;
    $("busy").hidden = !busy;
    $("busy-said").textContent = t(`review.${video.state === "waiting" ? "waiting" : "looking"}`);
    const bar = $("busy-bar", HTMLProgressElement);
    if (video.total) bar.value = video.done / video.total;
    else bar.removeAttribute("value");
    this.#form.disabled = busy;
    this.#card.show(video, busy);
    this.#goals.show(video.patient);
    const steps = this.#stepsOf(video.number);
    $("undo", HTMLButtonElement).disabled = !steps.canUndo;
    $("redo", HTMLButtonElement).disabled = !steps.canRedo;
    $("job-trouble").textContent = video.trouble;
  }

  /** @param {VideoFull} video */
  #showFound(video) {
    const { found, corrections } = video;
    this.#form.show(corrections);
    if (!found) return;
    showFindings(video, found, (seconds) => this.#player.seek(seconds));
    const moving = !found.photo && (found.duration_s ?? 0) > 0;
    for (const id of ["time", "part", "marks"]) $(id).hidden = !moving;
    if (!moving) return;
    const { spans, given } = marksOf(found, corrections);
    this.#timeline.show(found, spans, given);
    this.#form.showMarks(found, spans, given, corrections);
    this.#joints.refresh();
  }

  /**
   * @param {Lane} lane
   * @param {Span[]} spans
   */
  #mark(lane, spans) {
    /** @type {Span[]} */
    const inside = spans.map(([start, end]) => [Math.max(0, start), end]);
    if (lane === "holds_s") return this.#correct(holdsOf(inside, this.#foundHolds()));
    this.#correct({ [lane]: sorted(inside), ...(lane === "ranges_s" ? { no_range: false } : {}) });
  }

  /** The holds that are shown and that nobody has given. */
  #foundHolds() {
    const video = this.#video;
    if (!video?.found) return [];
    const { spans, given } = marksOf(video.found, video.corrections);
    return spans.holds_s.filter((_, row) => !given.holds_s[row]);
  }

  /** @param {string} number */
  #stepsOf(number) {
    const known = this.#steps.get(number);
    if (known) return known;
    const steps = new Steps();
    this.#steps.set(number, steps);
    return steps;
  }

  /**
   * @param {State} before
   * @param {State} after
   */
  #step(before, after) {
    if (this.#video) this.#stepsOf(this.#video.number).add(before, after);
  }

  async #undo() {
    const steps = this.#video && !this.#form.disabled && this.#stepsOf(this.#video.number);
    const state = steps && steps.undo();
    if (state && !(await this.#restore(state, "review.undone"))) steps.redo(); // it stays as it was
  }

  async #redo() {
    const steps = this.#video && !this.#form.disabled && this.#stepsOf(this.#video.number);
    const state = steps && steps.redo();
    if (state && !(await this.#restore(state, "review.redone"))) steps.undo();
  }

  /**
   * Goes to another state of this video; tells whether that could be done.
   * @param {State} state
   * @param {string} said
   */
  async #restore(state, said) {
    if (state.corrections && !(await this.#correct(state.corrections, false))) return false;
    await this.#card.restore(state);
    if (this.#video) this.#showState(this.#video);
    $("judged-said").textContent = t(said);
    return true;
  }

  /**
   * Has the video judged with other corrections; tells whether that could be done.
   * @param {Changes} changes
   * @param {boolean} [asStep] Whether it is noted as a step that can be taken back.
   */
  async #correct(changes, asStep = true) {
    const before = this.#video;
    if (!before || this.#form.disabled) return false;
    $("job").classList.add("judging");
    try {
      const video = await server.correct(before.number, { ...before.corrections, ...changes });
      if (asStep) this.#stepsOf(before.number).add({ corrections: before.corrections }, { corrections: video.corrections });
      if (this.#video?.number !== before.number) return true;
      this.#take(video);
      $("judged-said").textContent = video.state === "judged" ? t("review.judged_anew") : "";
    } catch (error) {
      this.#showFound(before);
      this.#trouble(error);
      return false;
    } finally {
      $("job").classList.remove("judging");
      this.#changed();
    }
    return true;
  }

  /** @param {unknown} error */
  #trouble(error) {
    if (error instanceof server.Lost) return this.#lost();
    if (error instanceof server.Refusal && error.status === 404) {
      this.close();
      return this.#changed(t("review.gone"));
    }
    $("job-trouble").textContent = error instanceof server.Refusal ? error.message || t("review.refused") : String(error);
  }

  async #draw() {
    if (!this.#video) return;
    try {
      this.#update(await server.draw(this.#video.number));
    } catch (error) {
      this.#trouble(error);
    }
    this.#changed();
  }

  async #remove() {
    const number = this.number;
    this.close();
    if (number === null) return;
    this.#removes(number);
    try {
      await server.remove(number);
    } catch (error) {
      this.#trouble(error);
    }
    this.#changed();
  }

  /** @param {Lane} lane */
  #toggle(lane) {
    if (this.#form.disabled || $("time").hidden) return;
    const begun = this.#timeline.toggle(lane);
    $(`mark-${KINDS[lane]}`).classList.toggle("begun", begun);
    $(`mark-${KINDS[lane]}-said`).textContent = t(`review.${KINDS[lane]}_${begun ? "ends" : "begins"}`);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const found = this.#video?.found;
    const target = /** @type {Element} */ (event.target);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !target.closest(WRITING)) {
      const key = event.key.toLowerCase();
      const does = key === "y" || (key === "z" && event.shiftKey) ? () => this.#redo() : key === "z" ? () => this.#undo() : null;
      if (!does || !this.#video) return;
      event.preventDefault();
      does();
      return;
    }
    if (!found || event.ctrlKey || event.altKey || event.metaKey || target.closest(TYPING)) return;
    if (event.key === " " && target.closest("button, a, input, summary")) return;
    if (event.key.startsWith("Arrow") && target.closest("input")) return;
    const how = { rate: found.frame_rate, far: event.shiftKey };
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": () => this.#player.play(),
      ArrowLeft: () => this.#player.step(-1, how),
      ArrowRight: () => this.#player.step(1, how),
      n: () => this.#toggle("baselines_s"),
      r: () => this.#toggle("ranges_s"),
      h: () => this.#toggle("holds_s"),
      "+": () => this.#timeline.zoom(ZOOM),
      "-": () => this.#timeline.zoom(1 / ZOOM),
    };
    const does = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }
}
