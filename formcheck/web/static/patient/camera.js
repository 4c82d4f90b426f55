// The camera, and small pictures from it: the newest, each with the time it was taken.

export class Camera {
  constructor(video, lines) {
    this.video = video;
    this.lines = lines;
    this.onPicture = () => {};
    this._canvas = document.createElement("canvas");
    this._pen = this._canvas.getContext("2d", { willReadFrequently: true, alpha: false });
    this._newest = null;
    this._stream = null;
  }

  get open() {
    return this._stream !== null && this._stream.active;
  }

  // Throws what getUserMedia throws: NotAllowedError, NotFoundError, NotReadableError …
  async start() {
    if (this.open) return;
    if (!navigator.mediaDevices) throw new DOMException("no camera in this context", "NotFoundError");
    const wanted = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    this._stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this._stream;
    await this.video.play();
    this._watch();
  }

  stop() {
    for (const track of this._stream?.getTracks() ?? []) track.stop();
    this._stream = null;
    this._newest = null;
    this.video.srcObject = null;
  }

  get fresh() {
    return this._newest !== null;
  }

  // Takes the newest picture, if there is one that was not taken yet: its time, and the message for the server.
  async take() {
    const at = this._newest;
    const { videoWidth: width, videoHeight: height } = this.video;
    if (at === null || !width) return null;
    this._newest = null;
    const scale = Math.min(1, this.lines / Math.min(width, height));
    const size = [Math.round(width * scale), Math.round(height * scale)];
    if (this._canvas.width !== size[0] || this._canvas.height !== size[1]) [this._canvas.width, this._canvas.height] = size;
    this._pen.drawImage(this.video, 0, 0, ...size);
    // JPEG, not WebP: in Chromium it is made more than ten times as fast, and the way to the server is short.
    const blob = await new Promise((done) => this._canvas.toBlob(done, "image/jpeg", 0.82));
    if (!blob) return null;
    const message = new Uint8Array(8 + blob.size);
    new DataView(message.buffer).setFloat64(0, performance.timeOrigin + at, true);
    message.set(new Uint8Array(await blob.arrayBuffer()), 8);
    return { at, message };
  }

  _watch() {
    const seen = (now, about) => {
      if (!this.open) return;
      // Some cameras do not say when they took a picture, or say nonsense.
      const taken = about?.captureTime;
      this._newest = taken > now - 1000 && taken <= now ? taken : now;
      this.onPicture();
      again();
    };
    const again = () => {
      if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(seen);
      else requestAnimationFrame((now) => seen(now, null));
    };
    again();
  }
}
