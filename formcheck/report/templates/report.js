"use strict";
{
  const told = JSON.parse(document.getElementById("timeline").textContent);
  const plots = document.getElementById("plots");
  const watch = document.querySelector(".watch");
  const video = document.querySelector("video");
  const head = document.querySelector(".playhead");
  const handle = head.querySelector("b");
  const rows = [];
  let now = told.start_s;
  handle.setAttribute("aria-valuemin", told.start_s);
  handle.setAttribute("aria-valuemax", told.end_s);
  const playable = () => video !== null && video.readyState > 0;

  /* An angle between the frames drawn, or null where it is not known. */
  function valueAt(trace, time) {
    let low = 0, high = trace.x.length - 1;
    if (high < 0 || time < trace.x[0] || time > trace.x[high]) return null;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (trace.x[middle] <= time) low = middle; else high = middle;
    }
    const [a, b] = [trace.y[low], trace.y[high]];
    if (time === trace.x[low] || low === high) return a;
    if (time === trace.x[high]) return b;
    return a === null || b === null ? null : a + (b - a) * (time - trace.x[low]) / (trace.x[high] - trace.x[low]);
  }

  /* A number as the language of the page writes it, with a true minus. */
  const written = (number, digits) => number.toFixed(digits).replace("-", "−").replace(".", told.decimal);
  const clock = (time) => `${Math.floor(time / 60)}:${written(time % 60, 1).padStart(4, "0")}`;

  /* Put the playhead where the time is, with the angle of each curve there. */
  function show(time) {
    now = Math.min(Math.max(time, told.start_s), told.end_s);
    const { xaxis } = plots._fullLayout;
    const inside = now >= xaxis.range[0] - 1e-6 && now <= xaxis.range[1] + 1e-6;
    head.hidden = !inside;
    const x = xaxis._offset + xaxis.l2p(now), top = rows[0].axis()._offset;
    const last = rows[rows.length - 1].axis();
    head.style.transform = `translate(${plots.offsetLeft + x}px, ${plots.offsetTop + top}px)`;
    head.style.height = `${last._offset + last._length - top}px`;
    for (const row of rows) {
      const axis = row.axis(), value = valueAt(row.trace, now);
      const share = row.trace.meta === "tuck_share";
      row.reading.textContent = value === null ? "–" : share ? written(value, 2) : `${written(value, 1)}°`;
      row.reading.style.left = `${plots.offsetLeft + xaxis._offset + xaxis._length}px`;
      row.reading.style.top = `${plots.offsetTop + axis._offset}px`;
      row.dot.hidden = value === null;
      if (value !== null) row.dot.style.top = `${axis._offset - top + axis.l2p(value)}px`;
    }
    handle.setAttribute("aria-valuenow", now.toFixed(2));
    handle.setAttribute("aria-valuetext", clock(now));
    for (const line of document.querySelectorAll(".moments tr[data-t]")) {
      const end = line.dataset.to ? Number(line.dataset.to) : told.end_s;
      line.classList.toggle("now", now >= Number(line.dataset.from) - 1e-6 && now <= end);
    }
  }

  /* Go to a time, in the video too. Slightly later, so that the video shows the frame of that very time. */
  function go(time) {
    show(time);
    if (playable()) video.currentTime = now - told.start_s + 0.001;
  }

  function bringIntoView() {
    const shown = playable() ? video : plots, box = shown.getBoundingClientRect();
    if (box.top >= 0 && box.bottom <= innerHeight) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    shown.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: shown === video ? "center" : "start" });
  }

  function step(by) {
    if (playable()) video.pause();
    go(now + by);
  }

  function moment(by) {
    const away = 0.02;
    const next = by > 0 ? told.stops.find((t) => t > now + away) : told.stops.findLast((t) => t < now - away);
    if (next !== undefined) step(next - now);
  }

  function play() {
    if (playable()) video.paused ? video.play() : video.pause();
  }

  const actions = {
    play, "moment-back": () => moment(-1), "moment-on": () => moment(1),
    "frame-back": () => step(-told.frame_s), "frame-on": () => step(told.frame_s),
    "second-back": () => step(-1), "second-on": () => step(1),
    start: () => step(told.start_s - now), end: () => step(told.end_s - now),
  };
  const keys = {
    " ": "play", ArrowLeft: "second-back", ArrowRight: "second-on", ",": "frame-back", ".": "frame-on",
    p: "moment-back", n: "moment-on", Home: "start", End: "end",
  };

  watch.addEventListener("keydown", (event) => {
    const its = event.target.closest("button, select, video");
    const spare = event.key.length > 1 || event.key === " "; /* keys that these have a use for themselves */
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys) || (its && spare)) return;
    event.preventDefault();
    actions[keys[event.key]]();
  });

  addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]"), to = event.target.closest("[data-t]");
    if (button) actions[button.dataset.do]();
    if (!to) return;
    if (playable()) video.pause();
    go(Number(to.dataset.t));
    bringIntoView();
  });

  handle.addEventListener("pointerdown", (event) => handle.setPointerCapture(event.pointerId));
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { xaxis } = plots._fullLayout;
    go(xaxis.p2l(event.clientX - plots.getBoundingClientRect().left - xaxis._offset));
  });

  if (video !== null) {
    const follow = () => {
      show(video.currentTime + told.start_s);
      if (!video.paused && !video.ended) requestAnimationFrame(follow);
    };
    for (const kind of ["play", "seeked", "ended"]) video.addEventListener(kind, follow);
    const gone = () => {
      watch.classList.add("mute");
      document.querySelector(".screen").hidden = true;
      document.querySelector(".gone").hidden = false;
    };
    if (video.error) gone(); /* it may have failed before this was read */
    video.addEventListener("error", gone);
    document.querySelector("select").addEventListener("change", (event) => {
      video.playbackRate = Number(event.target.value);
    });
  }

  const fingers = matchMedia("(pointer: coarse)").matches; /* they scroll the page over the curves instead of zooming */
  /* A narrow screen has no room beside the value for what a curve's sign means. */
  const narrow = plots.clientWidth < 520;
  const annotations = told.figure.layout.annotations.map((note) =>
    narrow ? { ...note, text: note.text.replace(/ <i>.*<\/i>$/, "") } : note);
  const layout = { ...told.figure.layout, annotations, dragmode: fingers ? false : "zoom" };
  const config = {
    locale: "page", displaylogo: false, responsive: true,
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
  };
  Plotly.newPlot(plots, told.figure.data, layout, config).then(() => {
    for (const trace of told.figure.data.filter((trace) => trace.meta)) {
      const name = (trace.yaxis ?? "y").replace("y", "yaxis"), dot = document.createElement("i");
      const reading = document.createElement("span");
      reading.className = "reading";
      head.append(dot);
      head.after(reading);
      rows.push({ trace, dot, reading, axis: () => plots._fullLayout[name] });
    }
    plots.on("plotly_click", ({ points, event }) => {
      const { xaxis } = plots._fullLayout, fault = points.find((point) => point.customdata !== undefined);
      const clicked = xaxis.p2l(event.clientX - plots.getBoundingClientRect().left - xaxis._offset);
      if (playable()) video.pause();
      go(fault ? fault.customdata : clicked);
      handle.focus({ preventScroll: true });
    });
    plots.on("plotly_afterplot", () => show(now));
    show(now);
  });

  /* On paper the plots take the width of the page and what height is left there. */
  const words = (size) => Object.fromEntries(
    layout.annotations.map((note, index) => [`annotations[${index}].font.size`, size ?? note.font.size]));
  const onScreen = { width: null, height: layout.height, "font.size": layout.font.size, ...words() };
  const onPaper = { width: 700, height: Number(plots.dataset.paper), "font.size": 9, ...words(9.5) };
  addEventListener("beforeprint", () => Plotly.relayout(plots, onPaper));
  addEventListener("afterprint", () => Plotly.relayout(plots, { ...onScreen, autosize: true }));
}
