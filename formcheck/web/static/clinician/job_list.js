// The list of videos: what is on its way, what is being looked at, what is judged.

import { address, Lost, remove, send } from "./server.js";
import { t } from "../shared/texts.js";

const AT_ONCE = 3;

export class Pile {
  // list: where they are shown; choose: called with the number of a video that is wanted; changed: something was added.
  constructor(list, { choose, changed, lost }) {
    this.list = list;
    this.choose = choose;
    this.changed = changed;
    this.lost = lost;
    this.videos = [];
    this.uploads = [];
    this.chosen = null;
    this.largestBytes = Infinity;
  }

  take(files) {
    for (const file of files) {
      const trouble = file.size > this.largestBytes ? t("review.too_large", { mb: this.largestBytes / 1e6 }) : "";
      this.uploads.push({ file, share: 0, trouble, sending: null });
    }
    this.#send();
    this.show();
  }

  set(videos) {
    this.videos = videos;
    this.show();
  }

  get busy() {
    return this.uploads.some((u) => u.sending) || this.videos.some((v) => ["waiting", "looking"].includes(v.state));
  }

  #send() {
    const going = this.uploads.filter((u) => u.sending).length;
    const next = this.uploads.filter((u) => !u.sending && !u.trouble).slice(0, AT_ONCE - going);
    for (const upload of next) {
      upload.sending = send(upload.file, (share) => {
        upload.share = share;
        this.show();
      });
      upload.sending.done
        .then((video) => {
          this.#drop(upload);
          if (video) this.videos.push(video);
          this.changed(video);
        })
        .catch((error) => {
          upload.sending = null;
          upload.trouble = error instanceof Lost ? t("review.upload_lost") : error.message || t("review.upload_refused");
          if (error instanceof Lost) this.lost();
          this.show();
        })
        .finally(() => this.#send());
    }
  }

  #drop(upload) {
    this.uploads = this.uploads.filter((other) => other !== upload);
    this.show();
  }

  show() {
    const rows = [...this.videos.map((v) => this.#video(v)), ...this.uploads.map((u) => this.#upload(u))];
    const focused = document.activeElement?.dataset?.key;
    this.list.replaceChildren(...rows);
    if (focused) this.list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  #upload(upload) {
    const said = upload.trouble || (upload.sending ? t("review.sending") : t("review.waiting"));
    return this.#row(upload.file.name, said, {
      share: upload.trouble ? null : upload.share,
      trouble: Boolean(upload.trouble),
      away: [t(upload.trouble ? "review.dismiss" : "review.cancel"), () => {
        upload.sending?.abort();
        this.#drop(upload);
      }],
    });
  }

  #video(video) {
    const going = ["waiting", "looking"].includes(video.state);
    const said = going ? t(`review.${video.state}`) : video.state === "failed" ? video.trouble : video.verdict;
    return this.#row(video.name, said, {
      key: video.number,
      share: going ? (video.total ? video.done / video.total : video.state === "looking" ? NaN : 0) : null,
      trouble: video.state === "failed",
      open: video.verdict ? () => this.choose(video.number) : null,
      chosen: video.number === this.chosen,
      away: going || video.state === "failed" ? [t(going ? "review.cancel" : "review.dismiss"), () => this.#remove(video)] : null,
    });
  }

  async #remove(video) {
    try {
      await remove(video.number);
    } catch (error) {
      if (error instanceof Lost) return this.lost();
    }
    this.set(this.videos.filter((other) => other !== video));
    this.changed(null);
  }

  #row(name, said, { key = "", share = null, trouble = false, open = null, chosen = false, away = null }) {
    const row = document.createElement("li");
    row.className = trouble ? "video failed" : "video";
    const title = document.createElement(open ? "button" : "p");
    title.className = "video-name";
    title.textContent = name;
    if (open) {
      title.onclick = open;
      title.dataset.key = key;
      if (chosen) title.setAttribute("aria-current", "true");
    }
    const words = document.createElement("p");
    words.className = "video-said";
    words.textContent = said;
    row.append(title, words);
    if (share !== null) {
      const bar = document.createElement("progress");
      bar.max = 1;
      if (!Number.isNaN(share)) bar.value = share;
      bar.setAttribute("aria-label", `${name}: ${said}`);
      row.append(bar);
    }
    if (away) {
      const button = document.createElement("button");
      button.className = "quiet away";
      [button.textContent, button.onclick] = away;
      button.dataset.key = `away-${key || name}`;
      button.setAttribute("aria-label", `${away[0]}: ${name}`);
      row.append(button);
    }
    return row;
  }
}

export const picture = (video) => `${address(video.number, "picture")}?${video.drawn}`;
