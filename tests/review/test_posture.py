"""The posture check from files to files, with a network that reads how far the person leans off the picture itself."""

import json
import re
import sqlite3
from contextlib import closing

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

import formcheck
from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.pose.estimator import PoseEstimator
from formcheck.records import PoseNetwork
from formcheck.results.posture import PostureSummary, kept_posture
from tests.support.standing_pose import SIZE_PX, standing_pose


class Leaning(PoseEstimator):
    """Takes the brightness of the corner for how far the trunk leans, tenths of a degree; 255: two people."""

    network = PoseNetwork("leaning")

    def see(self, frame):
        value = int(frame.image[2, 2, 0])
        return frame.with_pose(standing_pose(trunk_deg=value / 10, people=2 if value == 255 else 1))


def _open(mode, picture, person):
    return Leaning()


@pytest.fixture
def photos(tmp_path):
    """Photos in which somebody leans by so many tenths of a degree."""

    def made(*tenths):
        paths = []
        for number, value in enumerate(tenths):
            image = np.random.default_rng(number).integers(60, 200, (SIZE_PX[1], SIZE_PX[0], 3)).astype(np.uint8)
            image[:16, :16] = value
            paths.append(tmp_path / f"try_{value}_{number}.png")
            assert cv2.imwrite(str(paths[-1]), image)
        return paths

    return made


def test_before_and_after_become_a_folder_that_says_what_changed(photos, tmp_path):
    check = formcheck.measure_posture(before=photos(20, 24, 28), after=photos(70, 74, 78), estimator=_open)
    folder = check.save(tmp_path / "results")
    stored = json.loads((folder / "posture.json").read_text(encoding="utf-8"))
    assert stored["schema_version"] == 1
    before, _ = stored["occasions"]
    assert before["trunk_deg"]["mean"] == pytest.approx(2.4, abs=0.05)
    assert before["trunk_deg"]["n"] == 3
    assert before["facing"] == "right"
    assert stored["change"]["trunk_deg"]["value"] == pytest.approx(5.0, abs=0.05)
    assert stored["change"]["trunk_deg"]["counts"]
    assert not stored["change"]["knee_deg"]["counts"]
    assert PostureSummary.read(folder) == check.summary
    page = (folder / "posture.html").read_text(encoding="utf-8")
    assert "your trunk leans 5.0° further forward" in page
    assert page.count("data:image/jpeg") == 3, "before, after, and both over each other"
    assert not re.search(r"\b(bad|poor|normal|score|should)\b", page)
    assert (folder / "posture.pdf").read_bytes().startswith(b"%PDF")
    rows = (folder / "posture.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + 3 * 4


def test_the_page_speaks_spanish(photos, tmp_path):
    check = formcheck.measure_posture(before=photos(20), after=photos(90), estimator=_open, language="es")
    page = (check.save(tmp_path / "results") / "posture.html").read_text(encoding="utf-8")
    assert 'lang="es"' in page
    assert "su tronco se inclina 7,0° más hacia delante" in page


def test_one_occasion_has_no_change(photos):
    check = formcheck.measure_posture(photos(20, 24), estimator=_open)
    assert check.summary.change is None
    assert len(check.summary.occasions) == 1


@pytest.mark.parametrize(("tries", "several"), [(1, False), (2, True)])
def test_of_one_try_the_page_claims_neither_other_tries_nor_to_know_how_much_somebody_varies(
    photos, tmp_path, tries, several
):
    check = formcheck.measure_posture(photos(*(20, 24)[:tries]), estimator=_open)
    page = (check.save(tmp_path / "results", pdf=False) / "posture.html").read_text(encoding="utf-8")
    assert ("the thin ones are the other tries" in page) is several
    assert ("is how much you vary from one try to the next" in page) is several
    assert ("is how much people vary in general" in page) is not several


def test_who_cannot_be_measured_is_refused_with_the_file_and_the_reason(photos):
    with pytest.raises(formcheck.PostureRefusedError, match=r"try_255_0.png: There is more than one person"):
        formcheck.measure_posture(photos(255), estimator=_open)


@pytest.mark.parametrize("how", [{}, {"before": "one.jpg"}, {"files": "one.jpg", "after": "two.jpg"}])
def test_files_of_half_a_comparison_are_refused(how):
    with pytest.raises(formcheck.FormcheckError) as refused:
        formcheck.measure_posture(**how)
    assert refused.value.message.code.startswith("error.posture.")


def test_the_command_tells_bad_files_and_people_who_do_not_stand_apart(photos, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.review.posture.mediapipe", lambda model: _open)

    def code(*arguments):
        told = CliRunner().invoke(app, ["posture", *map(str, arguments)])
        assert "Traceback" not in told.output
        return told.exit_code

    assert code(*photos(20, 24)) == 0
    assert code(*photos(255)) == 3
    assert code(tmp_path / "missing.jpg") == 2


def test_a_patients_check_is_kept_as_numbers_alone_and_erased_with_the_patient(photos, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.review.posture.mediapipe", lambda model: _open)
    archive = tmp_path / "archive.sqlite"
    pair = [word for path in photos(20, 24) for word in ("--before", path)]
    pair += [word for path in photos(70, 74) for word in ("--after", path)]
    told = CliRunner().invoke(app, ["posture", *map(str, pair), "--patient", "P017", "--archive", str(archive)])
    assert told.exit_code == 0, told.output
    with Archive(archive) as opened:
        [kept] = opened.postures("P017")
        exported = opened.export("P017")
        opened.erase("P017")
    assert kept.occasions[1]["trunk_deg"].mean - kept.occasions[0]["trunk_deg"].mean == pytest.approx(5.0, abs=0.1)
    assert json.loads(exported)["postures"][0]["occasions"][0]["knee_deg"]["n"] == 2
    assert "try_" not in exported, "no name of a file is kept"
    assert b"trunk_deg" not in archive.read_bytes()


def test_an_archive_of_before_gets_its_place_for_posture(photos, tmp_path):
    archive = tmp_path / "archive.sqlite"
    check = formcheck.measure_posture(photos(20, 24), estimator=_open)
    with Archive(archive) as opened:
        opened.set_goals("P1", None)
    with closing(sqlite3.connect(archive)) as database:
        database.executescript("DROP TABLE postures; PRAGMA user_version = 2")
    with Archive(archive) as opened:
        assert opened.postures("P1") == []
        opened.add_posture("P1", kept_posture(check.summary))
        assert len(opened.postures("P1")) == 1
