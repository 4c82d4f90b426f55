// What is made of one video: the note, how the person is shown, the report, and what is kept or taken along.

/** @import { VideoFull } from "../shared/protocol.js" */

import { $, make } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import * as server from "./server.js";

const DOWNLOAD_MS = 60_000;

/**
 * @typedef {object} Handlers
 * @property {() => VideoFull | null} video The one that is open.
 * @property {(changes: Partial<VideoFull>) => void} changed
 * @property {(error: unknown) => void} trouble
 * @property {() => Promise<void>} draw Has video and report made again.
 * @property {() => Promise<void>} remove
 */

export class ReportCard {
  #handlers;
  /** @type {(() => void) | null} What is to be done once the report shows the corrections. */
  #waiting = null;

  /** @param {Handlers} handlers */
  constructor(handlers) {
    this.#handlers = handlers;
    const note = $("note", HTMLTextAreaElement);
    note.onchange = () => this.#write();
    note.oninput = () => ($("note-said").textContent = "");
    $("pictures", HTMLSelectElement).onchange = () => this.#show();
    $("save").onclick = () => this.#withReport(() => this.#save());
    $("open").onclick = () => this.#withReport(() => this.#openReport());
    $("export").onclick = () => this.#withReport(() => this.#export());
    $("remove").onclick = () => this.#remove();
  }

  /**
   * Shows another video.
   * @param {VideoFull} video
   */
  open(video) {
    this.#waiting = null;
    $("note", HTMLTextAreaElement).value = video.note;
  }

  /**
   * @param {VideoFull} video
   * @param {boolean} busy
   */
  show({ pictures, saved }, busy) {
    $("pictures", HTMLSelectElement).value = pictures;
    for (const id of ["open", "save", "export"]) $(id, HTMLButtonElement).disabled = busy;
    $("pictures", HTMLSelectElement).disabled = busy;
    const making = busy && this.#waiting ? t("review.making") : "";
    $("kept").textContent = saved ? t("review.saved", { folder: saved }) : making;
  }

  /**
   * Does what has waited for the report, if that shows the corrections by now.
   * @param {VideoFull} video
   */
  resume(video) {
    const due = this.#waiting;
    if (!due || video.state !== "judged") return;
    this.#waiting = null;
    if (video.up_to_date) due();
  }

  close() {
    this.#waiting = null;
  }

  /**
   * Does something with the report; where it does not show the corrections yet, has it made first.
   * @param {() => void} then
   */
  async #withReport(then) {
    await this.#write();
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

  async #write() {
    const note = $("note", HTMLTextAreaElement).value;
    if (note.trim() === this.#handlers.video()?.note) return;
    await this.#ask((video) => server.write(video.number, note), (short) => {
      this.#handlers.changed({ ...short, note: note.trim() });
      $("note-said").textContent = t("review.note_taken");
    });
  }

  async #show() {
    const pictures = /** @type {VideoFull["pictures"]} */ ($("pictures", HTMLSelectElement).value);
    await this.#ask((video) => server.show(video.number, pictures), (short) => this.#handlers.changed({ ...short, pictures }));
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

  #openReport() {
    const video = this.#handlers.video();
    const tab = video && open(server.address(video.number, "report/"));
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
