// One video: watched, marked, corrected, written about, kept.

import { picture } from "./job_list.js";
import * as server from "./server.js";
import { clock, LANES, Timeline } from "./timeline.js";
import { t } from "../shared/texts.js";

const $ = (id) => document.getElementById(id);
const KINDS = { baselines_s: "neutral", holds_s: "hold" };
const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select";

export class Case {
  // changed: called where the list must be looked at anew; lost: where the server is gone.
  constructor({ changed, lost }) {
    this.changed = changed;
    this.lost = lost;
    this.video = null;
    this.after = null;
    this.film = $("film");
    this.timeline = new Timeline($("timeline"), { seek: (s) => this.#seek(s), mark: (lane, spans) => this.#mark(lane, spans) });
    this.#wire();
  }

  get number() {
    return this.video?.number ?? null;
  }

  async open(number) {
    try {
      this.#take(await server.read(number), true);
    } catch (error) {
      this.#trouble(error);
    }
  }

  close() {
    this.video = null;
    this.after = null;
    $("case").hidden = true;
    this.film.removeAttribute("src");
    this.film.load();
  }

  // What the list knows newly of this video.
  async news(short) {
    const before = this.video;
    if (!before || (short.state === before.state && short.drawn === before.drawn && short.done === before.done && short.trouble === before.trouble)) return;
    if (short.state === "judged") return this.open(before.number);
    Object.assign(before, short);
    this.#showState();
  }

  #take(video, fresh = false) {
    const other = video.number !== this.video?.number;
    const film = other || video.drawn !== this.shown;
    this.video = video;
    if (other) this.after = null;
    $("case").hidden = false;
    $("case-name").textContent = video.name;
    if (other) $("note").value = video.note;
    $("pictures").value = video.pictures;
    if (film && video.drawn) this.#load();
    this.#showState();
    if (video.found) this.#showFound();
    this.#showCorrections();
    const due = this.after;
    if (fresh && due && video.state === "judged") {
      this.after = null;
      if (video.up_to_date) due();
    }
  }

  #load() {
    const { found, drawn } = this.video;
    const at = this.film.currentTime;
    this.shown = drawn;
    $("photo").hidden = !found.photo;
    this.film.hidden = found.photo;
    if (found.photo) return ($("photo").src = picture(this.video));
    this.film.src = picture(this.video);
    this.film.addEventListener("loadedmetadata", () => (this.film.currentTime = Math.min(at, this.film.duration || 0)), { once: true });
  }

  #showState() {
    const { state, up_to_date: ready, trouble, saved, done, total } = this.video;
    const busy = ["waiting", "looking"].includes(state);
    $("stale").hidden = ready || busy;
    $("busy").hidden = !busy;
    $("busy-said").textContent = t(`review.${state === "waiting" ? "waiting" : "looking"}`);
    total ? ($("busy-bar").value = done / total) : $("busy-bar").removeAttribute("value");
    $("correcting").disabled = busy;
    for (const id of ["open", "save", "export", "pictures"]) $(id).disabled = busy;
    $("case-trouble").textContent = trouble;
    const making = busy && this.after ? t("review.making") : "";
    $("kept").textContent = saved ? t("review.saved", { folder: saved }) : making;
  }

  #showFound() {
    const { found, corrections } = this.video;
    $("verdict").textContent = this.video.verdict;
    $("raw").hidden = !found.uncorrected_verdict;
    $("raw-said").textContent = found.uncorrected_verdict;
    const moving = !found.photo && found.duration_s > 0;
    for (const id of ["time", "part", "marks"]) $(id).hidden = !moving;
    if (moving) {
      const seen = {
        baselines_s: found.sides.flatMap((side) => side.baselines.map((own) => [own.start_s, own.end_s])),
        holds_s: found.holds.map((hold) => [hold.start_s, hold.end_s]),
      };
      const given = Object.fromEntries(LANES.map((lane) => [lane, corrections[lane].length > 0]));
      this.spans = Object.fromEntries(LANES.map((lane) => [lane, given[lane] ? corrections[lane] : seen[lane].sort((a, b) => a[0] - b[0])]));
      this.timeline.show(found, this.spans, given);
      this.#showMarks(given);
    }
    this.#showFaults();
    const gaps = found.not_judged.filter((gap) => gap.why);
    $("gaps").hidden = !gaps.length;
    $("gap-list").replaceChildren(...[...new Set(gaps.sort((a, b) => b.share - a.share).map((gap) => gap.why))].slice(0, 4).map((why) => item(why)));
  }

  #showFaults() {
    const faults = this.video.found.faults.filter((fault) => fault.quantity);
    $("no-faults").hidden = faults.length > 0;
    $("faults").replaceChildren(...faults.map((fault) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      button.className = "jump";
      const worst = fault.worst_deg === null ? "" : ` · ${t(`quantity.${fault.quantity}.short`)} ${Math.round(fault.worst_deg)}°`.replace("-", "−");
      const when = document.createElement("b");
      when.textContent = clock(fault.start_s);
      button.append(when, ` ${t(`fault.${fault.kind}.name`)}${worst}`);
      button.onclick = () => this.#seek(fault.worst_s ?? fault.start_s);
      row.append(button);
      return row;
    }));
  }

  // The same marks as numbers, for who would rather type.
  #showMarks(given) {
    const rows = [];
    for (const lane of LANES) {
      this.spans[lane].forEach((span, row) => {
        const line = document.createElement("li");
        line.className = given[lane] ? "given" : "found";
        const name = document.createElement("span");
        name.className = `mark-name ${lane}`;
        name.textContent = t(`review.${KINDS[lane]}`);
        const edges = span.map((value, end) => {
          const input = document.createElement("input");
          Object.assign(input, { type: "number", step: 0.1, min: 0, max: this.video.found.duration_s, value: value.toFixed(2) });
          input.setAttribute("aria-label", `${t(`review.${KINDS[lane]}`)} ${t(end ? "review.to" : "review.from")}`);
          input.onchange = () => {
            const spans = this.spans[lane].map((s) => [...s]);
            spans[row][end] = input.valueAsNumber;
            if (spans[row][0] < spans[row][1]) this.#mark(lane, spans);
            else input.value = value.toFixed(2);
          };
          return input;
        });
        const away = document.createElement("button");
        away.className = "quiet away";
        away.textContent = "✕";
        away.setAttribute("aria-label", `${t("review.remove_mark")}: ${name.textContent} ${span[0].toFixed(1)}`);
        away.hidden = !given[lane];
        away.onclick = () => this.#mark(lane, this.spans[lane].filter((_, n) => n !== row));
        line.append(name, edges[0], "–", edges[1], " s", away);
        rows.push(line);
      });
    }
    $("marks").replaceChildren(...rows);
  }

  #showCorrections() {
    const given = this.video.corrections;
    for (const [name, value] of [["rear_side", given.rear_side], ["facing", given.facing]]) {
      $(`${name}-${value ?? "found"}`).checked = true;
    }
    $("person").value = given.person ?? "";
    $("start").value = given.start_s ?? "";
    $("end").value = given.end_s ?? "";
    const any = Object.values(given).some((value) => value !== null && value.length !== 0);
    $("take-back").hidden = !any;
  }

  #seek(seconds) {
    if (this.film.hidden) return;
    this.film.currentTime = Math.min(Math.max(seconds, 0), this.film.duration || seconds);
    this.#tick();
  }

  #tick() {
    $("clock").textContent = clock(this.film.currentTime);
    this.timeline.at(this.film.currentTime);
  }

  #mark(lane, spans) {
    const tidy = spans.map(([start, end]) => [Math.max(0, start), end]).sort((a, b) => a[0] - b[0]);
    return this.#correct({ [lane]: tidy });
  }

  async #correct(changes) {
    if (!this.video || $("correcting").disabled) return;
    const wanted = { ...this.video.corrections, ...changes };
    const number = this.number;
    $("case").classList.add("judging");
    try {
      const video = await server.correct(number, wanted);
      if (this.number !== number) return;
      this.#take(video);
      $("judged-said").textContent = video.state === "judged" ? t("review.judged_anew") : "";
    } catch (error) {
      this.#showFound();
      this.#showCorrections();
      this.#trouble(error);
    } finally {
      $("case").classList.remove("judging");
    }
    this.changed();
  }

  #trouble(error) {
    if (error instanceof server.Lost) return this.lost();
    if (error.status === 404) {
      this.close();
      return this.changed(t("review.gone"));
    }
    $("case-trouble").textContent = error instanceof server.Refusal ? error.message || t("review.refused") : String(error);
  }

  async #write() {
    if (!this.video) return;
    const note = $("note").value;
    if (note.trim() === this.video.note) return;
    try {
      Object.assign(this.video, await server.write(this.number, note), { note: note.trim() });
      this.#showState();
      $("note-said").textContent = t("review.note_taken");
    } catch (error) {
      this.#trouble(error);
    }
  }

  async #show() {
    const pictures = $("pictures").value;
    try {
      Object.assign(this.video, await server.show(this.number, pictures), { pictures });
      this.#showState();
    } catch (error) {
      this.#trouble(error);
    }
  }

  // Do something with the report; where it does not show the corrections yet, have it made first.
  async #withReport(then) {
    await this.#write();
    if (this.video.up_to_date) return then();
    this.after = then;
    await this.#draw();
  }

  async #draw() {
    try {
      Object.assign(this.video, await server.draw(this.number));
      this.#showState();
    } catch (error) {
      this.#trouble(error);
    }
    this.changed();
  }

  async #save() {
    try {
      const { folder } = await server.save(this.number);
      this.video.saved = folder;
      this.#showState();
    } catch (error) {
      this.#trouble(error);
    }
  }

  async #export() {
    const formats = [...document.querySelectorAll("[name=format]:checked")].map((box) => box.value);
    try {
      const packed = await server.pack(this.number, formats, $("height").valueAsNumber);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(packed);
      link.download = `${this.video.name.replace(/\.[^.]*$/, "")}.zip`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      this.#trouble(error);
    }
  }

  #openReport() {
    const tab = open(server.address(this.number, "report/"));
    if (tab) tab.opener = null;
    else $("kept").textContent = t("review.report_ready");
  }

  async #remove() {
    const button = $("remove");
    if (!this.video.saved && button.dataset.sure !== this.number) {
      button.dataset.sure = this.number;
      button.textContent = t("review.remove_sure");
      return;
    }
    button.dataset.sure = "";
    button.textContent = t("review.remove");
    const number = this.number;
    this.close();
    try {
      await server.remove(number);
    } catch (error) {
      this.#trouble(error);
    }
    this.changed();
  }

  #toggle(lane) {
    if ($("correcting").disabled || $("time").hidden) return;
    const begun = this.timeline.toggle(lane);
    $(`mark-${KINDS[lane]}`).classList.toggle("begun", begun);
    $(`mark-${KINDS[lane]}-said`).textContent = t(`review.${KINDS[lane]}_${begun ? "ends" : "begins"}`);
  }

  #play() {
    this.film.paused ? this.film.play() : this.film.pause();
  }

  #step(event, way) {
    const frame = 1 / (this.video.found.frame_rate || 30);
    this.film.pause();
    this.#seek(this.film.currentTime + way * (event.shiftKey ? 1 : frame));
  }

  #key(event) {
    if (!this.video?.found || event.ctrlKey || event.altKey || event.metaKey || event.target.closest(TYPING)) return;
    if (event.key === " " && event.target.closest("button, a, input, summary")) return;
    const does = {
      " ": () => this.#play(),
      ArrowLeft: () => this.#step(event, -1),
      ArrowRight: () => this.#step(event, 1),
      n: () => this.#toggle("baselines_s"),
      h: () => this.#toggle("holds_s"),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does || (event.key.startsWith("Arrow") && event.target.closest("input"))) return;
    event.preventDefault();
    does();
  }

  #wire() {
    addEventListener("keydown", (event) => this.#key(event));
    this.film.addEventListener("click", () => this.#play());
    for (const event of ["seeked", "pause", "timeupdate"]) this.film.addEventListener(event, () => this.video?.found && this.#tick());
    this.film.addEventListener("play", () => {
      $("play").setAttribute("aria-pressed", "true");
      const follow = () => {
        if (this.film.paused) return;
        this.#tick();
        requestAnimationFrame(follow);
      };
      follow();
    });
    this.film.addEventListener("pause", () => $("play").setAttribute("aria-pressed", "false"));
    $("play").onclick = () => this.#play();
    $("mark-neutral").onclick = () => this.#toggle("baselines_s");
    $("mark-hold").onclick = () => this.#toggle("holds_s");
    $("take-back").onclick = () => this.#correct({ rear_side: null, facing: null, person: null, baselines_s: [], holds_s: [], start_s: null, end_s: null });
    for (const name of ["rear_side", "facing"]) {
      for (const radio of document.getElementsByName(name)) radio.onchange = () => this.#correct({ [name]: radio.value || null });
    }
    $("person").onchange = () => this.#correct({ person: Number($("person").value) || null });
    for (const edge of ["start", "end"]) {
      $(edge).onchange = () => this.#correct({ [`${edge}_s`]: Number.isNaN($(edge).valueAsNumber) ? null : $(edge).valueAsNumber });
    }
    $("redraw").onclick = () => this.#draw();
    $("note").onchange = () => this.#write();
    $("note").oninput = () => ($("note-said").textContent = "");
    $("pictures").onchange = () => this.#show();
    $("save").onclick = () => this.#withReport(() => this.#save());
    $("open").onclick = () => this.#withReport(() => this.#openReport());
    $("export").onclick = () => this.#withReport(() => this.#export());
    $("remove").onclick = () => this.#remove();
  }

  words() {
    if (this.video?.found) return this.open(this.number);
  }
}

function item(text) {
  const row = document.createElement("li");
  row.textContent = text;
  return row;
}
