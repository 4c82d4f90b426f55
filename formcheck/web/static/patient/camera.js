// The camera, and small pictures from it: the newest, each with the time it was taken; whole, or the part round the body.

/** @import { PicturePart } from "../shared/protocol.js" */

const SIZE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };

/** So often a whole picture is sent: somebody else may have come, or the camera may have been moved. */
const WHOLE_EVERY_MS = 500;

/** The cameras there are; their names are known only once one of them was allowed. */
export async function cameras() {
  try {
    return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput");
  } catch {
    return [];
  }
}

export class Camera {
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  /** @type {number | null} */
  #newest = null;
  /** @type {MediaStream | null} */
  #stream = null;
  /** The last whole picture that was taken: its size, and when. */
  #whole = { wide: 0, high: 0, at: -Infinity };
  /** When the last picture came, milliseconds of the page's clock. */
  pictureAt = 0;
  /** How many have come so far. */
  pictures = 0;

  /**
   * @param {HTMLVideoElement} video
   * @param {number} lines Most pixels of the shorter side of a picture.
   */
  constructor(video, lines) {
    this.video = video;
    this.lines = lines;
    this.onPicture = () => {};
    /** Called when the camera ends by itself: it was pulled out, or is no longer allowed. */
    this.onGone = () => {};
  }

  get open() {
    return this.#stream !== null && this.#stream.active;
  }

  /** Which one is open; empty where none is. */
  get id() {
    return this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? "";
  }

  /**
   * Throws what getUserMedia throws: NotAllowedError, NotFoundError, NotReadableError …
   * @param {string} wanted Which camera, where one was chosen; another one is taken where it is not there.
   * @param {"environment"} [facing] Where it had best look, where none was chosen.
   */
  async start(wanted = "", facing = undefined) {
    if (this.open) return;
    if (!navigator.mediaDevices) throw new DOMException("no camera in this context", "NotFoundError");
    this.#stream = await opened(wanted, facing);
    for (const track of this.#stream.getTracks()) track.onended = () => this.onGone();
    this.video.srcObject = this.#stream;
    this.pictureAt = performance.now();
    await this.video.play();
    this.#watch();
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#newest = null;
    this.video.srcObject = null;
  }

  get fresh() {
    return this.#newest !== null;
  }

  /**
   * Takes the newest picture, if there is one that was not taken yet: its time, and the message for the server.
   * @param {PicturePart | null} [part] The part that is enough; now and then it is the whole all the same.
   */
  async take(part = null) {
    const at = this.#newest;
    const { videoWidth: width, videoHeight: height } = this.video;
    if (at === null || !width || !this.#pen) return null;
    this.#newest = null;
    const scale = Math.min(1, this.lines / Math.min(width, height));
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    const same = wide === this.#whole.wide && high === this.#whole.high && at - this.#whole.at < WHOLE_EVERY_MS;
    const cut = part && same ? part : null;
    if (!cut) this.#whole = { wide, high, at };
    const [w, h] = cut ? [cut.width, cut.height] : [wide, high];
    if (this.#canvas.width !== w || this.#canvas.height !== h) [this.#canvas.width, this.#canvas.height] = [w, h];
    this.#pen.drawImage(this.video, cut ? -cut.left : 0, cut ? -cut.top : 0, wide, high);
    // JPEG, not WebP: in Chromium it is made more than ten times as fast, and the way to the server is short.
    /** @type {Blob | null} */
    const blob = await new Promise((done) => this.#canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob) return null;
    const head = cut ? 12 : 8;
    const message = new Uint8Array(head + blob.size);
    const view = new DataView(message.buffer);
    view.setFloat64(0, performance.timeOrigin + at, true);
    if (cut) {
      view.setUint16(8, cut.left, true);
      view.setUint16(10, cut.top, true);
    }
    message.set(new Uint8Array(await blob.arrayBuffer()), head);
    return { at, message };
  }

  #watch() {
    const stream = this.#stream;
    /**
     * @param {number} now
     * @param {VideoFrameCallbackMetadata | null} about
     */
    const arrived = (now, about) => {
      if (!this.open || stream !== this.#stream) return;
      // Some cameras do not say when they took a picture, or say nonsense.
      const taken = about?.captureTime ?? NaN;
      this.#newest = taken > now - 1000 && taken <= now ? taken : now;
      this.pictureAt = performance.now();
      this.pictures += 1;
      this.onPicture();
      again();
    };
    const again = () => {
      // Firefox has had it since version 132 only.
      if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback(arrived);
      else requestAnimationFrame((now) => arrived(now, null));
    };
    again();
  }
}

/**
 * @param {string} wanted
 * @param {"environment"} [facing]
 * @returns {Promise<MediaStream>}
 */
async function opened(wanted, facing) {
  const video = facing ? { ...SIZE, facingMode: { ideal: facing } } : SIZE;
  const any = () => navigator.mediaDevices.getUserMedia({ video, audio: false });
  if (!wanted) return any();
  try {
    return await navigator.mediaDevices.getUserMedia({ video: { ...SIZE, deviceId: { exact: wanted } }, audio: false });
  } catch (error) {
    const gone = error instanceof Error && ["OverconstrainedError", "NotFoundError"].includes(error.name);
    if (gone) return any();
    throw error;
  }
}
