// What is made of one video: the note, how the person is shown, the report, and what is kept or taken along.

/** @import { VideoFull } from "../shared/protocol.js" */
/** @import { State } from "./steps.js" */

import { $, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import * as server from "./server.js";

const DOWNLOAD_MS = 60_000;
/** What is shown in a tab of its own, by the button that asks for it. */
const SHOWN = { open: "report/", pdf: "report/report.pdf", handout: "report/handout.pdf" };
/** What needs the report, or is about to. */
const BUTTONS = ["open", "pdf", "handout", "save", "export", "archive"];

/**
 * @typedef {object} Handlers
 * @property {() => VideoFull | null} video The one that is open.
 * @property {(changes: Partial<VideoFull>) => void} changed
 * @property {(error: unknown) => void} trouble
 * @property {(before: State, after: State) => void} step Something was changed that can be taken back.
 * @property {() => Promise<void>} draw Has video and report made again.
 * @property {() => Promise<void>} remove
 */

export class ReportCard {
  #handlers;
  /** @type {(() => void) | null} What is to be done once the report shows the corrections. */
  #waiting = null;
  /** @type {Promise<unknown>} What was entered last: nothing is made of the video before the server knows it. */
  #entered = Promise.resolve();

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    const note = $("note", HTMLTextAreaElement);
    note.onchange = () => this.#write();
    note.oninput = () => ($("note-said").textContent = "");
    $("pictures", HTMLSelectElement).onchange = () => this.#enter(this.#show());
    $("patient", HTMLInputElement).onchange = () => this.#enter(this.#visit());
    $("visited-on", HTMLInputElement).onchange = () => this.#enter(this.#visit());
    $("save").onclick = () => this.#withReport(() => this.#save());
    $("archive").onclick = () => this.#withReport(() => this.#archive());
    $("progress").onclick = () => this.#openProgress();
    for (const [id, what] of Object.entries(SHOWN)) $(id).onclick = () => this.#withReport(() => this.#openReport(what));
    $("export").onclick = () => this.#withReport(() => this.#export());
    $("remove").onclick = () => this.#remove();
  }

  /**
   * Shows another video.
   * @param {VideoFull} video
   */
  open(video) {
    this.#waiting = null;
    this.#fill(video);
  }

  /**
   * Changes what the clinician writes or chooses here, without noting it as a step.
   * @param {State} state
   */
  async restore(state) {
    const video = this.#handlers.video();
    if (!video) return;
    this.#fill({ ...video, ...state });
    if (state.note !== undefined) await this.#write(false);
    if (state.pictures !== undefined) {
      $("pictures", HTMLSelectElement).value = state.pictures;
      await this.#show(false);
    }
    if (state.patient !== undefined) await this.#visit(false);
  }

  /** @param {VideoFull} video */
  #fill({ note, patient, visited_on: visitedOn, found }) {
    $("note", HTMLTextAreaElement).value = note;
    $("patient", HTMLInputElement).value = patient;
    $("visited-on", HTMLInputElement).value = visitedOn ?? found?.recorded_on ?? "";
    $("note-said").textContent = $("visit-said").textContent = "";
  }

  /**
   * @param {VideoFull} video
   * @param {boolean} busy
   */
  show({ pictures, saved, found, judged, patient }, busy) {
    $("pictures", HTMLSelectElement).value = pictures;
    $("progress").hidden = $("archive").hidden = !patient;
    $("handout").hidden = !judged || Boolean(found?.photo);
    for (const id of BUTTONS) $(id, HTMLButtonElement).disabled = busy;
    $("pictures", HTMLSelectElement).disabled = busy;
    const making = busy && this.#waiting ? t("review.making") : "";
    $("kept").textContent = saved ? t("review.saved", { folder: saved }) : making;
  }

  /**
   * Does what has waited for the report, if that shows the corrections by now. An answer from before the report was
   * begun may still be on its way, so only a report that could not be made ends the waiting.
   * @param {VideoFull} video
   */
  resume(video) {
    const due = this.#waiting;
    if (!due || video.state !== "judged" || !(video.up_to_date || video.trouble)) return;
    this.#waiting = null;
    if (video.up_to_date) due();
  }

  /**
   * Puts a line at the end of the note.
   * @param {string} line
   */
  addToNote(line) {
    const note = $("note", HTMLTextAreaElement);
    note.value = [note.value.trim(), line].filter(Boolean).join("\n");
    this.#write();
  }

  close() {
    this.#waiting = null;
  }

  /** @param {Promise<void>} entering */
  #enter(entering) {
    this.#entered = Promise.all([this.#entered, entering]);
  }

  /**
   * Does something with the report; where it does not show the corrections yet, has it made first.
   * @param {() => void} then
   */
  async #withReport(then) {
    await Promise.all([this.#entered, this.#write()]);
    if (this.#handlers.video()?.up_to_date) return then();
    this.#waiting = then;
    await this.#handlers.draw();
  }

  /**
   * Asks the server for something about the open video; what it refuses is shown.
   * @template T
   * @param {(video: VideoFull) => Promise<T>} what
   * @param {(answer: T, video: VideoFull) => void} then
   */
  async #ask(what, then) {
    const video = this.#handlers.video();
    if (!video) return;
    try {
      then(await what(video), video);
    } catch (error) {
      this.#handlers.trouble(error);
    }
  }

  async #write(asStep = true) {
    const note = $("note", HTMLTextAreaElement).value.trim();
    if (note === this.#handlers.video()?.note) return;
    await this.#ask((video) => server.write(video.number, note), (short, video) => {
      if (asStep) this.#handlers.step({ note: video.note }, { note });
      this.#handlers.changed({ ...short, note });
      $("note-said").textContent = t("review.note_taken");
    });
  }

  async #visit(asStep = true) {
    const patient = $("patient", HTMLInputElement).value.trim();
    const day = $("visited-on", HTMLInputElement).value || null;
    const now = this.#handlers.video();
    if (!now) return;
    const visitedOn = day === now.found?.recorded_on && now.visited_on === null ? null : day;
    if (patient === now.patient && visitedOn === now.visited_on) return;
    await this.#ask((video) => server.enterVisit(video.number, patient, visitedOn), (short, video) => {
      const before = { patient: video.patient, visited_on: video.visited_on };
      const after = { patient, visited_on: visitedOn };
      if (asStep) this.#handlers.step(before, after);
      this.#handlers.changed({ ...short, ...after });
      $("visit-said").textContent = t("review.visit_taken");
    });
  }

  async #archive() {
    await this.#ask((video) => server.archive(video.number), (_, { patient }) => {
      $("kept").textContent = t("review.archived", { code: patient });
    });
  }

  #openProgress() {
    const code = this.#handlers.video()?.patient;
    if (code) this.#openTab(server.progressAddress(code));
  }

  async #show(asStep = true) {
    const pictures = /** @type {VideoFull["pictures"]} */ ($("pictures", HTMLSelectElement).value);
    await this.#ask((video) => server.show(video.number, pictures), (short, video) => {
      if (asStep) this.#handlers.step({ pictures: video.pictures }, { pictures });
      this.#handlers.changed({ ...short, pictures });
    });
  }

  async #save() {
    await this.#ask((video) => server.save(video.number), ({ folder }) => this.#handlers.changed({ saved: folder }));
  }

  async #export() {
    /** @type {NodeListOf<HTMLInputElement>} */
    const boxes = document.querySelectorAll("[name=format]:checked");
    const formats = [...boxes].map((box) => box.value);
    const height = $("height", HTMLInputElement).valueAsNumber;
    await this.#ask((video) => server.pack(video.number, formats, height), (packed, { name }) => {
      const href = URL.createObjectURL(packed);
      make("a", { href, download: `${name.replace(/\.[^.]*$/, "")}.zip` }).click();
      setTimeout(() => URL.revokeObjectURL(href), DOWNLOAD_MS);
    });
  }

  /** @param {string} what */
  #openReport(what) {
    const video = this.#handlers.video();
    if (video) this.#openTab(server.address(video.number, what));
  }

  /** @param {string} address */
  #openTab(address) {
    const tab = open(address);
    if (tab) tab.opener = null;
    else $("kept").textContent = t("review.report_ready");
  }

  async #remove() {
    const video = this.#handlers.video();
    if (!video) return;
    const button = $("remove");
    const sure = video.saved || button.dataset.sure === video.number;
    button.dataset.sure = sure ? "" : video.number;
    button.textContent = t(sure ? "review.remove" : "review.remove_sure");
    if (sure) await this.#handlers.remove();
  }
}
