// The camera, and small pictures from it: the newest, each with the time it was taken.

export class Camera {
  #canvas = document.createElement("canvas");
  #pen = this.#canvas.getContext("2d", { willReadFrequently: true, alpha: false });
  /** @type {number | null} */
  #newest = null;
  /** @type {MediaStream | null} */
  #stream = null;

  /**
   * @param {HTMLVideoElement} video
   * @param {number} lines Most pixels of the shorter side of a picture.
   */
  constructor(video, lines) {
    this.video = video;
    this.lines = lines;
    this.onPicture = () => {};
  }

  get open() {
    return this.#stream !== null && this.#stream.active;
  }

  /** Throws what getUserMedia throws: NotAllowedError, NotFoundError, NotReadableError … */
  async start() {
    if (this.open) return;
    if (!navigator.mediaDevices) throw new DOMException("no camera in this context", "NotFoundError");
    const wanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.#stream;
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

  /** Takes the newest picture, if there is one that was not taken yet: its time, and the message for the server. */
  async take() {
    const at = this.#newest;
    const { videoWidth: width, videoHeight: height } = this.video;
    if (at === null || !width || !this.#pen) return null;
    this.#newest = null;
    const scale = Math.min(1, this.lines / Math.min(width, height));
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    if (this.#canvas.width !== wide || this.#canvas.height !== high) [this.#canvas.width, this.#canvas.height] = [wide, high];
    this.#pen.drawImage(this.video, 0, 0, wide, high);
    // JPEG, not WebP: in Chromium it is made more than ten times as fast, and the way to the server is short.
    /** @type {Blob | null} */
    const blob = await new Promise((done) => this.#canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob) return null;
    const message = new Uint8Array(8 + blob.size);
    new DataView(message.buffer).setFloat64(0, performance.timeOrigin + at, true);
    message.set(new Uint8Array(await blob.arrayBuffer()), 8);
    return { at, message };
  }

  #watch() {
    /**
     * @param {number} now
     * @param {VideoFrameCallbackMetadata | null} about
     */
    const arrived = (now, about) => {
      if (!this.open) return;
      // Some cameras do not say when they took a picture, or say nonsense.
      const taken = about?.captureTime ?? NaN;
      this.#newest = taken > now - 1000 && taken <= now ? taken : now;
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
