// How long it takes from the camera to the answer drawn, over the last pictures.

const KEPT = 600;

export class Meter {
  constructor() {
    this._delays = [];
    this._times = [];
  }

  add(takenAt) {
    const now = performance.now();
    this._delays.push(now - takenAt);
    this._times.push(now);
    if (this._delays.length > KEPT) {
      this._delays.shift();
      this._times.shift();
    }
  }

  get numbers() {
    if (this._delays.length < 2) return null;
    const sorted = [...this._delays].sort((a, b) => a - b);
    const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
    const spanS = (this._times.at(-1) - this._times[0]) / 1000;
    return { median: at(0.5), p95: at(0.95), rate: Math.round((10 * (this._times.length - 1)) / spanS) / 10, count: sorted.length };
  }
}
