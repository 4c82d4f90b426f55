// The list of videos: what is on its way, what is being reviewed, what is judged.

/** @import { VideoShort } from "../shared/protocol.js" */

import { make, named } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { isBusy } from "./job_view.js";
import { Lost, remove, send } from "./server.js";

const AT_ONCE = 3;

/**
 * @typedef {object} Upload
 * @property {File} file
 * @property {number} share
 * @property {string} trouble
 * @property {ReturnType<typeof send> | null} sending
 * @property {boolean} unwanted Cancelled when all of it had been sent: it is removed as soon as it has a number.
 *
 * @typedef {object} Handlers
 * @property {(number: string) => void} choose
 * @property {() => void} changed The list is to be read again.
 * @property {(number: string) => void} removes A video is about to be removed.
 * @property {() => void} lost
 *
 * @typedef {object} Row
 * @property {string} key
 * @property {number | null} share How far it is: 0-1, NaN where that is not known, null where nothing goes on.
 * @property {boolean} failed
 * @property {{ name: string, does: () => void }} [away]
 * @property {() => void} [open]
 */

export class JobList {
  /** @type {VideoShort[]} */
  videos = [];
  /** @type {string | null} */
  chosen = null;
  largestBytes = Infinity;
  #list;
  #handlers;
  /** @type {Upload[]} */
  #uploads = [];

  /**
   * @param {HTMLElement} list
   * @param {Handlers} handlers
   */
  constructor(list, handlers) {
    this.#list = list;
    this.#handlers = handlers;
  }

  /** @param {File[]} files */
  take(files) {
    for (const file of files) {
      const trouble = file.size > this.largestBytes ? t("review.too_large", { mb: this.largestBytes / 1e6 }) : "";
      this.#uploads.push({ file, share: 0, trouble, sending: null, unwanted: false });
    }
    this.#send();
    this.show();
  }

  /** @param {VideoShort[]} videos */
  set(videos) {
    this.videos = videos;
    this.show();
  }

  /** @param {string} number */
  choose(number) {
    this.chosen = number;
    this.show();
  }

  get sending() {
    return this.#uploads.some((upload) => upload.sending);
  }

  get busy() {
    return this.sending || this.videos.some(isBusy);
  }

  #send() {
    const going = this.#uploads.filter((upload) => upload.sending).length;
    const waiting = this.#uploads.filter((upload) => !upload.sending && !upload.trouble);
    for (const upload of waiting.slice(0, AT_ONCE - going)) this.#sendOne(upload);
  }

  /** @param {Upload} upload */
  async #sendOne(upload) {
    upload.sending = send(upload.file, (share) => {
      upload.share = share;
      this.show();
    });
    try {
      const video = await upload.sending.done;
      this.#drop(upload);
      if (video && upload.unwanted) await this.#remove(video);
      else if (video && !this.videos.some(({ number }) => number === video.number)) this.videos.push(video);
      this.#handlers.changed();
    } catch (error) {
      upload.sending = null;
      const why = error instanceof Error ? error.message : "";
      upload.trouble = error instanceof Lost ? t("review.upload_lost") : why || t("review.upload_refused");
      if (error instanceof Lost) this.#handlers.lost();
      this.show();
    }
    this.#send();
  }

  /** @param {Upload} upload */
  #drop(upload) {
    this.#uploads = this.#uploads.filter((other) => other !== upload);
    this.show();
  }

  show() {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : "";
    this.#list.replaceChildren(...this.videos.map((v) => this.#video(v)), ...this.#uploads.map((u) => this.#upload(u)));
    if (!focused) return;
    const same = this.#list.querySelector(`[data-key="${CSS.escape(focused)}"]`);
    if (same instanceof HTMLElement) same.focus();
  }

  /** @param {Upload} upload */
  #upload(upload) {
    const { file, trouble, sending, share } = upload;
    return rowOf(file.name, trouble || t(sending ? "review.sending" : "review.waiting"), {
      key: file.name,
      share: trouble ? null : share,
      failed: Boolean(trouble),
      away: {
        name: t(trouble ? "review.dismiss" : "review.cancel"),
        does: () => {
          upload.unwanted = sending?.abort() === false;
          this.#drop(upload);
        },
      },
    });
  }

  /** @param {VideoShort} video */
  #video(video) {
    const { number, name, state, verdict, trouble } = video;
    const [going, failed] = [isBusy(video), state === "failed"];
    const away = { name: t(going ? "review.cancel" : "review.dismiss"), does: () => this.#remove(video) };
    const row = rowOf(name, going ? t(`review.${state}`) : failed ? trouble : verdict, {
      key: number,
      share: going ? shareOf(video) : null,
      failed,
      away: going || failed ? away : undefined,
      open: verdict ? () => this.#handlers.choose(number) : undefined,
    });
    if (number === this.chosen) row.querySelector("button.video-name")?.setAttribute("aria-current", "true");
    return row;
  }

  /** @param {VideoShort} video */
  async #remove(video) {
    this.#handlers.removes(video.number);
    try {
      await remove(video.number);
    } catch (error) {
      if (error instanceof Lost) return this.#handlers.lost();
    }
    this.set(this.videos.filter((other) => other !== video));
    this.#handlers.changed();
  }
}

/** @param {VideoShort} video */
function shareOf({ state, done, total }) {
  if (total) return done / total;
  return state === "looking" ? NaN : 0;
}

/**
 * @param {string} name
 * @param {string} said
 * @param {Row} row
 */
function rowOf(name, said, { key, share, failed, away, open }) {
  const title = make(open ? "button" : "p", { className: "video-name" }, name);
  if (open) {
    title.onclick = open;
    title.dataset.key = key;
  }
  const row = make("li", { className: failed ? "video failed" : "video" }, title, make("p", { className: "video-said" }, said));
  if (share !== null) {
    const bar = named(make("progress", { max: 1 }), `${name}: ${said}`);
    if (!Number.isNaN(share)) bar.value = share;
    row.append(bar);
  }
  if (away) {
    const button = named(make("button", { className: "quiet away" }, away.name), `${away.name}: ${name}`);
    button.onclick = away.does;
    button.dataset.key = `away-${key}`;
    row.append(button);
  }
  return row;
}
