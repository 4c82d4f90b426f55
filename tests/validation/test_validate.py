"""The command, end to end on what is said of films, and its files."""

import csv
import dataclasses
import json
from contextlib import nullcontext

import numpy as np
import pytest
from typer.testing import CliRunner

import formcheck.validation.validate as validate_module
from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.settings import Settings
from formcheck.validation.observe import Course, Observed
from formcheck.validation.validate import person_of, validate
from tests.support.languages import foreign, texts

FPS = 10


def film(tilts_deg, error_deg=0.5):
    """What both ways say of somebody who holds one posture after the other for three seconds."""
    reference = np.concatenate([np.zeros(21), np.repeat(tilts_deg, 3 * FPS)])
    n = len(reference)
    words = np.where(reference < -4, "tucked", np.where(reference > 5, "arching", "no clear change"))
    none = np.full(n, "")
    return Observed(
        np.arange(n) / FPS,
        np.tile([0.0, 2.0], (n, 1)),
        np.zeros(n, bool),
        Course(reference + error_deg, np.full(n, 1.0), words, [None] * n),
        Course(reference, np.full(n, 0.7), none, [None] * n),
    )


@pytest.fixture
def films(tmp_path, monkeypatch):
    """A folder of films by name, and what is seen in them in place of watching them."""
    seen = {"P01_left.mp4": film([-6, 8]), "P01_right.mp4": film([-7]), "P02_left.mp4": film([-5, 6], 1.5)}
    seen |= {"P03/a.mp4": film([-8, 9], -0.5), "P04_left.mp4": film([])}
    folder = tmp_path / "films"
    for name in [*seen, "P05_left.mp4", "notes.txt"]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()

    def watch(path, settings, model, stickers, progress=None):
        name = path.relative_to(folder).as_posix()
        if name not in seen:
            raise FormcheckError(message("error.video.not_video", path=path.name))
        return seen[name]

    monkeypatch.setattr(validate_module, "observe", watch)
    return folder


def run(*arguments):
    return CliRunner().invoke(app, ["validate", *(str(argument) for argument in arguments)])


def test_the_person_is_in_the_name_or_the_folder(tmp_path):
    assert person_of(tmp_path / "P01_left_2.mp4", tmp_path) == "P01"
    assert person_of(tmp_path / "P07" / "x_y.mp4", tmp_path) == "P07"


def test_a_folder_becomes_a_table_a_page_and_the_pairs(films, tmp_path):
    done = run(films, "--out", tmp_path / "out")
    assert done.exit_code == 2, done.output  # one film could not be read
    assert "P05_left.mp4 was left out: P05_left.mp4 is not a video" in done.output
    assert "P04_left.mp4 was left out: No posture but the neutral" in done.output
    figures = json.loads((tmp_path / "out" / "agreement.json").read_text())["agreement"]
    assert figures["persons"] == 3
    assert figures["told"] == {"count": 7, "of": 7}
    assert figures["bias"]["value"] == pytest.approx((0.5 + 1.5 - 0.5) / 3)
    with (tmp_path / "out" / "pairs.csv").open() as file:
        pairs = list(csv.DictReader(file))
    assert [(p["person"], float(p["reference_deg"])) for p in pairs][:3] == [("P01", -6), ("P01", 8), ("P01", -7)]
    page = (tmp_path / "out" / "agreement.html").read_text()
    assert "Upper 95 % limit of agreement" in page
    assert "P05_left.mp4 is not a video" in page
    assert all(float(p["neutral_start_s"]) < float(p["neutral_end_s"]) <= float(p["start_s"]) for p in pairs)
    assert "The neutrals" in page
    assert "https://" not in page.split("<script")[0]


def test_the_page_is_in_the_language_asked_for(films, tmp_path):
    done = run(films, "--out", tmp_path / "out", "--language", "es")
    page = (tmp_path / "out" / "agreement.html").read_text(encoding="utf-8")
    assert "Límite superior de concordancia del 95 %" in done.output
    assert '<html lang="es">' in page
    assert foreign(texts(page), "es") == set()


def test_films_that_begin_with_the_own_range_are_compared_by_its_shares_too(films, tmp_path, monkeypatch):
    def share(course, times):
        return dataclasses.replace(course, share=np.where(times > 4, -course.change_deg / times, np.nan))

    watch = vars(validate_module)["observe"]

    def with_shares(*arguments, **named):
        seen = watch(*arguments, **named)
        told, reference = (share(course, 6 + 0 * seen.time_s) for course in (seen.told, seen.reference))
        return dataclasses.replace(seen, told=told, reference=reference)

    assert "No film begins with the own range" in page_of(films, tmp_path / "without")
    monkeypatch.setattr(validate_module, "observe", with_shares)
    page = page_of(films, tmp_path / "with")
    assert "Upper 95 % limit of agreement of shares" in page
    assert "found in the stickers" in page
    figures = json.loads((tmp_path / "with" / "agreement.json").read_text())["agreement"]["shares"]
    assert figures["bias"]["value"] == pytest.approx(-(0.5 + 1.5 - 0.5) / 3 / 6, abs=0.01)
    with (tmp_path / "with" / "pairs.csv").open() as file:
        assert float(next(csv.DictReader(file))["reference_share"]) == pytest.approx(1.0)


def page_of(films, out):
    run(films, "--out", out)
    return (out / "agreement.html").read_text(encoding="utf-8")


def test_results_that_are_there_stay_without_force(films, tmp_path):
    run(films, "--out", tmp_path / "out")
    again = run(films, "--out", tmp_path / "out")
    assert again.exit_code == 2
    assert "--force" in again.output
    assert "results:" in run(films, "--out", tmp_path / "out", "--force").output


def test_an_instrument_takes_the_place_of_the_stickers(films, tmp_path):
    readings = tmp_path / "readings.csv"
    readings.write_text("video,time_s,degrees\nP01_left.mp4,neutral,12\nP01_left.mp4,3.5,7\nP03/a.mp4,neutral,9\n")
    found = validate(films, Settings(), "full", readings, lambda name: nullcontext(lambda done, total: None))
    ((pair),) = found.pairs
    assert (pair.person, pair.reference_deg, pair.told_deg) == ("P01", -5.0, -5.5)
    assert [video for video, _ in found.left_out] == ["P03/a.mp4"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--readings", "none.csv"], "Cannot read the table none.csv"),
        (["--markers", "beige"], "Stickers cannot be 'beige'"),
    ],
)
def test_bad_input_is_one_sentence(films, tmp_path, arguments, said):
    done = run(films, "--out", tmp_path / "out", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_readings_of_a_film_that_is_not_there_are_refused(films, tmp_path):
    readings = tmp_path / "readings.csv"
    readings.write_text("video,time_s,degrees\nP09.mp4,neutral,12\n")
    done = run(films, "--out", tmp_path / "out", "--readings", readings)
    assert done.exit_code == 2
    assert "names P09.mp4" in done.output
