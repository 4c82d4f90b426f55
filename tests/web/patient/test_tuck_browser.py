"""The tuck on the patient's page, in a real Chromium: the dial, the picture of what is asked for, and the tone."""

import pytest

from tests.support import clips
from tests.support.browser import SETTINGS, Server, page, served, to_the_lunge
from tests.support.obeying import obeying_camera
from tests.support.practice_page import jpegs_of

pytestmark = pytest.mark.browser

PATIENT = (
    SETTINGS.split("[pelvis]")[0]
    + """
[pelvis]
fresh_s = 2.0
neutral_readings = 2
[pelvis.calibration]
step_s = 6
react_s = 3
longest_s = 9
[practice]
hold_range_s = [5, 60]
"""
)
"""A machine that manages a few pictures a second, and a person who needs time."""

RANGE = [
    "If comfortable, first arch gently.",
    *["Now tuck your tailbone under.", "Good, that is your tuck.", "Let it go again. Relax."] * 2,
]

TONE = """async () => {
  const { TuckTone } = await import(new URL("patient/tuck_tone.js", document.baseURI));
  const { choices } = await import(new URL("shared/store.js", document.baseURI));
  const tone = new TuckTone();
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  let speaking = false;
  Object.defineProperty(speechSynthesis, "speaking", { get: () => speaking });
  const answer = (at, more = {}) =>
    ({ stage: "calibrate", asked: "tuck", pelvis: { word: "", dial: at === null ? null : { at, sd: 0.1 } }, ...more });
  const follow = async (wanted, right) => {
    for (let i = 0; i < 200; i += 1) {
      tone.follow(wanted);
      await pause(30);
      if (right(tone.state)) return tone.state;
    }
    return tone.state;
  };
  const near = (hertz) => ({ hertz: now, loudness }) => Math.abs(now - hertz) < 2 && loudness > 0.04;
  const silent = ({ loudness }) => loudness < 0.001;
  const hold = (word, at) => ({ ...answer(at), stage: "hold", asked: null, pelvis: { word, dial: { at, sd: 0.1 } } });
  const heard = {};
  heard.neutral = (await follow(answer(0), near(220))).hertz;
  heard.half = (await follow(answer(0.5), near(311))).hertz;
  heard.tucked = (await follow(answer(1), near(440))).hertz;
  heard.arched = (await follow(answer(-1), near(110))).hertz;
  speaking = true;
  heard.overSpeech = (await follow(answer(1), silent)).loudness;
  speaking = false;
  heard.after = (await follow(answer(1), near(440))).loudness;
  heard.relaxed = (await follow(answer(1, { asked: "relax" }), silent)).loudness;
  heard.tuckingIn = (await follow(hold("no clear change", 0.3), near(270.9))).loudness;
  heard.inHold = (await follow(hold("tucked", 0.9), silent)).loudness;
  choices.holdTone = true;
  heard.inHoldWanted = (await follow(hold("tucked", 1), near(440))).loudness;
  choices.mute = true;
  heard.mute = (await follow(hold("tucked", 1), silent)).loudness;
  choices.mute = false;
  const unseen = { ...hold("", 1), pelvis: { word: "", dial: { at: null, sd: null } } };
  heard.unseen = (await follow(unseen, silent)).loudness;
  return heard;
}"""


def test_the_pitch_of_the_tone_follows_the_tuck_and_is_silent_over_speech_and_in_the_hold(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        shown.click("#flags-no")  # a browser sounds only after a click
        heard = shown.evaluate(TONE)
    assert [heard[name] for name in ("arched", "neutral", "half", "tucked")] == pytest.approx(
        [110, 220, 311, 440], abs=3
    )
    assert all(heard[name] > 0.03 for name in ("after", "tuckingIn", "inHoldWanted"))
    assert all(heard[name] < 0.001 for name in ("overSpeech", "relaxed", "inHold", "mute", "unseen"))


def test_the_tone_has_its_switches_and_is_off_in_the_hold_unless_wanted(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        shown.click("#sound-open")
        assert shown.is_checked("#tuck-tone")
        assert not shown.is_checked("#hold-tone")
        shown.check("#hold-tone")
        shown.reload()
        shown.click("#sound-open")
        assert shown.is_checked("#hold-tone")


DIAL = """async () => {
  const { showDial } = await import(new URL("patient/dial.js", document.baseURI));
  document.querySelector('[data-view="stage"]').hidden = false;
  const show = (at, word = "", judged = true) => {
    showDial({ pelvis: { word, reason: null, dial: { at, sd: 0.1, judged } } });
    const meter = document.getElementById("tuck-meter");
    const box = document.getElementById("tuck");
    return {
      text: meter.getAttribute("aria-valuetext"), now: Number(meter.getAttribute("aria-valuenow")),
      turn: parseFloat(document.getElementById("dial-needle").style.rotate), grey: box.classList.contains("unseen"),
      zone: getComputedStyle(document.getElementById("dial-tuck")).visibility,
      needle: getComputedStyle(document.getElementById("dial-needle")).visibility,
    };
  };
  const found = {
    arched: show(-1, "arching"), neutral: show(0), tucked: show(1, "tucked"), far: show(9), unseen: show(null),
    shown: show(0.6, "", false),
  };
  showDial({ pelvis: { word: "", reason: null, dial: null } });
  const role = document.getElementById("tuck-meter").getAttribute("role");
  return { ...found, hidden: document.getElementById("tuck").hidden, role };
}"""


def test_the_dial_says_to_eye_and_screen_reader_where_the_pelvis_is(tmp_path):
    with served(tmp_path) as address, page(None) as shown:
        shown.goto(address)
        shown.wait_for_selector("#flags-no")
        found = shown.evaluate(DIAL)
    assert found["role"] == "meter"
    assert [found[name]["text"] for name in ("arched", "neutral", "tucked")] == ["Arching", "Neutral", "Tucked"]
    assert [found[name]["now"] for name in ("arched", "neutral", "tucked", "far")] == [-100, 0, 100, 100]
    assert [found[name]["turn"] for name in ("arched", "neutral", "tucked", "far")] == pytest.approx([-72, 0, 72, 90])
    assert (found["unseen"]["grey"], found["unseen"]["needle"]) == (True, "hidden")
    assert found["unseen"]["text"] == "Tuck not visible"
    assert found["tucked"]["zone"] == "visible" and found["shown"]["zone"] == "hidden"
    assert found["hidden"]


@pytest.mark.slow  # the real network in real time: on a busy computer too few pictures are read while somebody tucks
def test_who_does_as_asked_is_led_by_what_is_observed_and_their_tuck_fills_the_dial(tmp_path):
    pictures = jpegs_of(clips.SAMPLES / "range_then_tucked.mp4")
    camera = obeying_camera({"relax": pictures[12:44], "tuck": pictures[190:216]})
    server = Server(tmp_path, settings=PATIENT)
    server.start()
    try:
        with page(None) as shown:
            shown.add_init_script(camera)
            to_the_lunge(shown, server, seconds=60)
            shown.wait_for_selector('#posture[data-posture="arch"]:not([hidden])')
            shown.wait_for_selector('#posture[data-posture="tuck"]:not([hidden])')
            shown.wait_for_selector('#tuck[data-judged="false"]:not([hidden])')
            shown.wait_for_function("() => formcheck.tone.state.hertz > 300")
            shown.wait_for_selector('.stage[data-stage="hold"] #pelvis:has-text("Tucked")')
            shown.wait_for_function("() => document.getElementById('tuck-meter').getAttribute('aria-valuenow') >= 60")
            heard = shown.evaluate("window.heard")
    finally:
        server.end()
    ours = [text for text in heard if text in RANGE]
    assert ours[: len(RANGE)] == RANGE
