"""A clip reviewed in Spanish: what the network, the judging and the drawing give, in one language from end to end."""

import json

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.messages.catalogue import catalogue
from formcheck.results.summary import Summary
from tests.support import clips
from tests.support.languages import foreign, texts


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, list(map(str, arguments)))
    assert done.exit_code in (0, 3), done.output
    return done.output


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    """A folder with one short clip, reviewed in Spanish."""
    folder = tmp_path_factory.mktemp("videos")
    (folder / "in").mkdir()
    clips.write_clip(folder / "in" / "clip.mp4", clips.pictures(count=54))
    said = run("review", folder / "in", "--out", folder / "out", "--no-video", "--jobs", 1, "--language", "es")
    return folder / "out", said


def test_report_and_index_hold_no_english(reviewed):
    out, _ = reviewed
    for page in (out / "clip" / "report.html", out / "index.html"):
        text = page.read_text(encoding="utf-8")
        assert '<html lang="es">' in text
        assert foreign(texts(text), "es") == set()


def test_the_verdict_is_spanish_at_the_terminal_and_english_with_its_code_in_the_summary(reviewed):
    out, said = reviewed
    text = (out / "clip" / "summary.json").read_text(encoding="utf-8")
    summary = Summary.from_json(text)
    assert summary.language == "es"
    assert summary.verdict_message is not None
    assert catalogue("es").text(summary.verdict_message) in said
    assert json.loads(text)["verdict"] == catalogue("en").text(summary.verdict_message)


def test_what_was_judged_in_one_language_is_made_again_in_another(reviewed):
    out, _ = reviewed
    again = ("review", out.parent / "in", "--out", out, "--no-video", "--jobs", 1)
    kept = (out / "clip" / "report.html").read_bytes()
    run(*again, "--language", "es")
    assert (out / "clip" / "report.html").read_bytes() == kept
    judged = run("rejudge", out / "clip", "--out", out.parent / "english", "--no-video", "--language", "en")
    page = (out.parent / "english" / "clip" / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert foreign(texts(page), "en") == set()
    assert "knee down" in judged
