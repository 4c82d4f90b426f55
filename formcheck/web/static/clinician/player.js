// The film of one video, or its photo: played, stepped through, and asked where it stands.

/** @import { VideoFull } from "../shared/protocol.js" */

import { $ } from "../shared/dom.js";
import { filmAddress } from "./server.js";
import { clock } from "./timeline_geometry.js";

const USUAL_RATE = 30;

export class Player {
  #film = $("film", HTMLVideoElement);
  #photo = $("photo", HTMLImageElement);
  #moved;
  /** Which drawing is shown. */
  #shown = "";

  /** @param {(seconds: number) => void} moved Called whenever the film stands elsewhere. */
  constructor(moved) {
    this.#moved = moved;
    this.#film.addEventListener("click", () => this.play());
    for (const event of ["seeked", "pause", "timeupdate"]) this.#film.addEventListener(event, () => this.#tell());
    this.#film.addEventListener("play", () => this.#follow());
    for (const event of ["play", "pause"]) {
      this.#film.addEventListener(event, () => $("play").setAttribute("aria-pressed", String(!this.#film.paused)));
    }
    $("play").onclick = () => this.play();
  }

  /**
   * Shows what is drawn of a video, where that is not shown yet; the film then stands where it stood.
   * @param {VideoFull} video
   */
  load(video) {
    const drawn = `${video.number} ${video.drawn}`;
    if (!video.found || !video.drawn || drawn === this.#shown) return;
    const at = this.#film.currentTime;
    this.#shown = drawn;
    this.#photo.hidden = !video.found.photo;
    this.#film.hidden = video.found.photo;
    if (video.found.photo) {
      this.#photo.src = filmAddress(video);
      return;
    }
    this.#film.src = filmAddress(video);
    const back = () => (this.#film.currentTime = Math.min(at, this.#film.duration || 0));
    this.#film.addEventListener("loadedmetadata", back, { once: true });
  }

  unload() {
    this.#shown = "";
    this.#film.removeAttribute("src");
    this.#film.load();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (this.#film.hidden) return;
    this.#film.currentTime = Math.min(Math.max(seconds, 0), this.#film.duration || seconds);
    this.#tell();
  }

  play() {
    if (this.#film.paused) this.#film.play();
    else this.#film.pause();
  }

  /**
   * Goes on or back by one frame, or by a second.
   * @param {1 | -1} way
   * @param {{ rate: number | null, far: boolean }} how Frames a second, and whether to go a second.
   */
  step(way, { rate, far }) {
    this.#film.pause();
    this.seek(this.#film.currentTime + way * (far ? 1 : 1 / (rate || USUAL_RATE)));
  }

  #tell() {
    $("clock").textContent = clock(this.#film.currentTime);
    this.#moved(this.#film.currentTime);
  }

  #follow() {
    if (this.#film.paused) return;
    this.#tell();
    requestAnimationFrame(() => this.#follow());
  }
}
