"""The recorded voice: what is spoken is known, what is recorded can be played, and what has changed since is listed."""

import hashlib
import json
import os
import re
import warnings

import pytest

from formcheck.messages.catalogue import languages
from formcheck.settings import Settings
from formcheck.web.app import STATIC
from formcheck.web.page_texts import page_texts
from formcheck.web.patient.spoken import spoken_texts
from tests.support.browser import page, picture_file, served, wait_for_view
from tests.support.chromium import need_chromium

FOLDER = STATIC / "voices"
RECORDED = [path.stem for path in FOLDER.glob("*.json")]
SPOKEN = re.compile(r"""speak\(t\((?:[^()"`]*\? )?"([\w.]+)"(?: : "([\w.]+)")?\)""")


def index(language):
    return json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))


def test_english_and_spanish_have_a_voice():
    assert {"en", "es"} <= set(RECORDED) <= set(languages())


@pytest.mark.parametrize("language", RECORDED)
def test_every_sentence_of_the_index_has_its_own_sound_and_no_sound_is_left_over(language):
    files = index(language)
    assert {path.name for path in (FOLDER / language).iterdir()} == set(files.values())
    for text, name in files.items():
        assert name == hashlib.sha256(text.encode()).hexdigest()[:12] + ".mp3"
        sound = (FOLDER / language / name).read_bytes()
        assert sound[:3] == b"ID3" or sound[0] == 0xFF
        assert len(sound) > 60 * len(text)  # nothing is cut off: 40 kbit/s, and nobody speaks 80 letters a second


def test_the_voices_stay_small():
    for language in RECORDED:
        assert sum(path.stat().st_size for path in (FOLDER / language).iterdir()) < 4_000_000, language


@pytest.mark.parametrize("language", RECORDED)
@pytest.mark.skipif("FORMCHECK_CI" not in os.environ, reason="only lists what is to be spoken again")
def test_sentences_without_a_recording_are_listed(language):
    """They are said by the browser's voice meanwhile, so that a new sentence waits for nobody."""
    missing = sorted(spoken_texts(language) - index(language).keys())
    if missing:
        warnings.warn(f"{language}: python -m lab.recordings is to speak {len(missing)}: {missing}", stacklevel=1)


@pytest.mark.parametrize("language", languages())
def test_what_the_page_says_by_itself_is_among_the_spoken_sentences(language):
    texts, spoken = page_texts(Settings(), language)["texts"], spoken_texts(language)
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (STATIC / "patient").glob("*.js"))
    keys = {key for found in SPOKEN.findall(scripts) for key in found if key}
    assert len(keys) > 8
    assert [key for key in sorted(keys) if texts[key] not in spoken] == []


def test_recordings_speak_where_the_browser_has_no_voice_and_where_they_are_preferred(tmp_path):
    need_chromium()
    camera = picture_file(tmp_path / "camera.mjpeg")
    with served(tmp_path) as address, page(camera, locale="es-ES") as shown:  # the voice there is speaks English
        shown.goto(address)
        shown.click("#listen")
        shown.wait_for_function("() => document.documentElement.dataset.recording")
        assert shown.evaluate("document.documentElement.dataset.recording") in index("es").values()
        shown.select_option("#language", "en")
        shown.wait_for_selector("#voice-first option:nth-child(2)", state="attached")
        shown.click("#listen")
        shown.wait_for_function("() => window.heard.length === 1")  # English has a voice of the browser
        shown.select_option("#voice-first", "recorded")
        shown.wait_for_function("name => document.documentElement.dataset.recording === name", arg=try_file())
        shown.click("#flags-no")
        wait_for_view(shown, "routine")
        assert len(shown.evaluate("window.heard")) == 1
        shown.reload()
        shown.wait_for_function("() => document.querySelector('#voice').value === 'recorded'")


def try_file():
    """The recording of the sentence that lets a voice be tried."""
    return index("en")[page_texts(Settings(), "en")["texts"]["sound.try_text"]]
