"""What a released version has stored opens in this one: frozen examples of 0.1.0, and keys that come and go."""

import hashlib
import json
import shutil
import sqlite3
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from formcheck.archive.practice_history import History, HistoryError, read_practices
from formcheck.archive.store import Archive, ArchiveError
from formcheck.cli import app
from formcheck.lunge.corrections import Corrections
from formcheck.results.poses import StoredPoses
from formcheck.results.stored import StoredReview, StoredReviewError
from formcheck.results.summary import Summary
from formcheck.review.batch import judged_already
from formcheck.review.processes import FileToReview
from formcheck.review.rejudge import rejudge
from formcheck.review.run import Options
from formcheck.settings import JudgingSettings, Settings, renamed, stored_settings
from tests.support.clips import pictures, write_clip

FROZEN = Path(__file__).parent / "stored_0_1_0"
MOST_BYTES = 320_000


@pytest.fixture
def kept(tmp_path):
    """A copy of the frozen files: opening a database may write into it."""
    return Path(shutil.copytree(FROZEN, tmp_path / "kept"))


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def changed(path: Path, change) -> None:
    """Change a JSON file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def with_lists(value: Any) -> Any:
    """Write the ranges of settings as TOML does."""
    if isinstance(value, dict):
        return {key: with_lists(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


def in_english(data: Any) -> Any:
    """Leave out the codes of the sentences, which 0.1.0 did not write beside their English."""
    if isinstance(data, list):
        return [in_english(each) for each in data]
    if isinstance(data, dict):
        return {key: in_english(value) for key, value in data.items() if not key.endswith(("message", "messages"))}
    return data


# --- what 0.1.0 has stored ----------------------------------------------------------------------------------------


def test_the_frozen_files_are_small():
    assert sum(path.stat().st_size for path in FROZEN.rglob("*") if path.is_file()) < MOST_BYTES


def test_a_summary_of_0_1_0_opens_with_everything_it_told(kept):
    review = StoredReview.open(kept / "review")
    summary = review.summary
    assert summary.program.formcheck == "0.1.0"
    assert (summary.patient, summary.note) == ("P017", "Looks at the floor.")
    assert summary.verdict == "Right knee down: held 0.1 s in good form of 0.1 s; no fault in what was measured."
    (side,) = summary.sides
    assert side.baseline is not None
    assert side.baselines == [side.baseline]
    assert summary.corrections == Corrections(holds_s=((2.1, 2.4),))
    assert (summary.settings.phases.hold_target_s, summary.settings.bands.trunk_deg.green) == (20, (-4, 9))
    assert (summary.pelvis.source, set(summary.pelvis.shares)) == ("contour", {"contour", "none"})
    assert review.uncorrected is not None
    assert review.uncorrected.verdict == summary.uncorrected_verdict
    assert Summary.from_json(summary.to_json()) == summary


def test_the_tables_of_0_1_0_are_read(kept):
    review = StoredReview.open(kept / "review")
    assert len(review.numbers("angles", "tuck_deg")) == review.summary.file.frames == 29
    assert np.isfinite(review.numbers("angles", "trunk_deg")).mean() > 0.9
    assert {"baseline", "hold"} < set(review.angles["phase"])
    assert np.isfinite(review.numbers("keypoints", "left_hip_x_px")).any()


def test_what_the_networks_found_for_0_1_0_is_judged_again_as_it_was_then(kept, tmp_path):
    review = StoredReview.open(kept / "review")
    poses = StoredPoses.open(review.folder)
    assert len(poses.frames) == 29
    assert all(poses.readings.values())
    again = in_english(rejudge(review, review.summary.corrections).summary.model_dump(mode="json"))
    before = in_english(review.summary.model_dump(mode="json"))
    for hold in (*again["holds"], *before["holds"]):
        del hold["tuck"]  # which 0.1.0 did not tell
    # The view is an estimate with an error of its own, and is estimated better since.
    assert (again["view"].pop("off_side_deg"), before["view"].pop("off_side_deg")) == (1.5, 2.5)
    for part in ("sides", "view", "holds", "faults", "pelvis", "not_judged"):
        assert again[part] == before[part]
    since = " (20 s asked for), too short to judge the tuck;"
    assert again["verdict"] == before["verdict"].replace(";", since)
    told = command("rejudge", kept / "review", "--out", tmp_path / "out", "--no-video")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "out" / "review" / "report.html").exists()


def test_an_export_and_a_comparison_take_a_review_of_0_1_0(kept, tmp_path):
    assert command("export", kept / "review", "--to", "json", "--to", "csv").exit_code == 0
    assert {"review.json", "angles_units.csv"} <= {path.name for path in (kept / "review").iterdir()}
    told = command("compare", kept / "review", kept / "review", "--out", tmp_path / "compared.html")
    assert told.exit_code == 0, told.output


def test_an_archive_of_0_1_0_opens_with_its_visit_its_goals_and_its_practice(kept, tmp_path):
    with Archive(kept / "archive.sqlite") as archive:
        assert archive.patients() == {"P017": (1, 2)}
        (visit,) = archive.visits("P017")
        assert (visit.program, list(visit.sides)) == ("0.1.0", ["right"])
        assert archive.settings("P017").phases.hold_target_s == 20
        assert [len(done.parts) for done in archive.practices("P017")] == [2, 2]
    told = command("progress", "P017", "--archive", kept / "archive.sqlite", "--out", tmp_path / "progress.html")
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("name", ["practice.sqlite3", "practice.csv"])
def test_a_practice_history_of_0_1_0_is_read(kept, name):
    first, second = read_practices(kept / name)
    assert [part.good_s for part in first.parts] == [30, 21.5]
    assert sum(second.parts[0].fault_s.values()) == 3.5
    assert second.parts[0].felt == "pain"


def test_a_patient_whose_goals_0_1_0_has_kept_is_reviewed_by_them_and_told_what_is_passed_over(kept, tmp_path):
    """The goals name every setting there was."""
    clip = write_clip(tmp_path / "clip.mp4", pictures(count=60))
    archive = ("--patient", "P017", "--archive", kept / "archive.sqlite")
    told = command("review", clip, "--out", tmp_path / "out", "--no-video", *archive)
    assert told.exit_code == 0, told.output
    assert "P017" in told.stderr
    assert "errors" in told.stderr
    assert StoredReview.open(tmp_path / "out" / "clip").summary.settings.phases.hold_target_s == 20


def test_every_setting_of_0_1_0_is_known_today_under_its_own_name_or_another():
    """The frozen goals name them all."""
    text = (FROZEN / "goals.toml").read_text(encoding="utf-8")
    stored = stored_settings(text, "goals")
    assert stored.passed_over == ("errors",)
    for old, new in renamed.RENAMED.items():
        before: Any = tomllib.loads(text)
        for key in old.split("."):
            before = before[key]
        now: Any = stored.settings
        for key in new.split("."):
            now = getattr(now, key)
        if isinstance(before, dict):
            assert before.items() <= with_lists(now.model_dump()).items(), new  # later keys may have joined them
        else:
            assert with_lists(now) == before, new


def test_a_limit_of_0_1_0_that_nobody_chose_is_not_kept_and_one_that_somebody_chose_is():
    chosen = stored_settings("[gates]\nview_pelvis_deg = 12\nview_limbs_deg = 25\nroll_degrade_deg = 3", "goals")
    gates = JudgingSettings().gates
    assert chosen.settings.gates == gates.model_copy(update={"view_judged_deg": 12.0})
    assert chosen.passed_over == ()


def test_goals_of_0_1_0_that_are_given_as_a_file_are_as_strict_as_anything_typed(kept, tmp_path):
    told = command("archive", "goals", "P018", kept / "goals.toml", "--archive", kept / "archive.sqlite")
    assert told.exit_code == 2
    assert "is now called" in told.stderr


# --- keys that come and go ----------------------------------------------------------------------------------------


def test_a_summary_opens_when_settings_were_renamed_dropped_or_hold_what_cannot_be_any_more(kept, monkeypatch):
    monkeypatch.setattr(renamed, "RENAMED", {"gates.tilt_pass_deg": "gates.roll_pass_deg", "way": "phases"})

    def older(data):
        gates = data["settings"]["gates"]
        gates["tilt_pass_deg"] = gates.pop("roll_pass_deg") + 1
        gates["no_longer"] = 5
        gates["view_pass_deg"] = -8
        data["settings"]["way"] = data["settings"].pop("phases")
        data["settings"]["stillness"]["window_s"] = [1, 2]

    changed(kept / "review" / "summary.json", older)
    settings = StoredReview.open(kept / "review").summary.settings
    assert settings.gates.roll_pass_deg == 2
    assert settings.gates.view_pass_deg == JudgingSettings().gates.view_pass_deg
    assert settings.phases.hold_target_s == 20
    assert settings.stillness == JudgingSettings().stillness


def test_a_summary_opens_when_a_later_version_has_added_fields_anywhere(kept):
    def later(data):
        data["more"] = {"a": 1}
        data["sides"][0]["more"] = 2
        data["corrections"]["mirror"] = None
        data["sides"][0]["baseline"]["more"] = [3]

    changed(kept / "review" / "summary.json", later)
    assert StoredReview.open(kept / "review").summary.sides[0].rear_side == "right"


def test_a_summary_whose_schema_is_newer_is_told_apart_from_a_damaged_one(kept):
    changed(kept / "review" / "summary.json", lambda data: data.update(schema_version=2, judged="in parts"))
    with pytest.raises(StoredReviewError, match="later version of formcheck: update"):
        StoredReview.open(kept / "review")


@pytest.mark.parametrize("change", [{"judged": "perhaps"}, {"settings": 5}, {"pictures": "cartoon"}, {"sides": [{}]}])
def test_a_damaged_summary_is_still_damaged(kept, change):
    changed(kept / "review" / "summary.json", lambda data: data.update(change))
    with pytest.raises(StoredReviewError, match="damaged"):
        StoredReview.open(kept / "review")


def test_a_review_of_0_1_0_with_the_usual_settings_is_not_judged_again_for_the_keys_it_has_more(kept, tmp_path):
    """The settings are the same ones; another version of the program would judge again in any case."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"a video")
    sha256 = hashlib.sha256(b"a video").hexdigest()
    changed(kept / "review" / "summary.json", lambda data: data["file"].update(sha256=sha256))
    kept_settings = json.loads((kept / "review" / "summary.json").read_text(encoding="utf-8"))["settings"]
    assert {"errors", "review_page"} < kept_settings.keys()
    summary = StoredReview.open(kept / "review").summary
    goals = stored_settings((kept / "goals.toml").read_text(encoding="utf-8"), "goals").settings
    same = Options(goals, video=False, corrections=summary.corrections, note=summary.note, patient=summary.patient)
    job = FileToReview(clip, kept / "review")
    assert str(judged_already(job, same, summary.program)) == summary.verdict
    assert judged_already(job, replace(same, settings=Settings()), summary.program) is None


def test_goals_with_renamed_and_unknown_settings_still_judge(kept, monkeypatch):
    monkeypatch.setattr(renamed, "RENAMED", {"phases.target_s": "phases.hold_target_s"})
    older = "[phases]\ntarget_s = 25\nbreath_s = 3\n[bands.trunk_deg]\ngreen = [-4, 9]\nsoft = 1\n[feet]\napart = 2\n"
    with sqlite3.connect(kept / "archive.sqlite") as database:
        database.execute("UPDATE goals SET toml = ?", (older,))
    with Archive(kept / "archive.sqlite") as archive:
        stored = archive.stored_settings("P017")
    assert stored.settings.phases.hold_target_s == 25
    assert stored.settings.bands.trunk_deg.green == (-4, 9)
    assert stored.settings.bands.trunk_deg.yellow == Settings().bands.trunk_deg.yellow
    assert stored.passed_over == ("bands.trunk_deg.soft", "feet", "phases.breath_s")


def test_visits_and_practice_of_another_version_open(kept):
    with sqlite3.connect(kept / "archive.sqlite") as database:
        for table, column in (("visits", "visit"), ("practices", "practice")):
            [(text,)] = database.execute(f"SELECT {column} FROM {table} LIMIT 1").fetchall()
            data = json.loads(text) | {"more": 1}
            if table == "practices":
                data["parts"] = [part | {"more": 2, "felt": "warm"} for part in data["parts"]] * 20
                data["parts"][0]["fault_s"]["lost_balance"] = 2.0
            database.execute(f"UPDATE {table} SET {column} = ?", (json.dumps(data),))
    with Archive(kept / "archive.sqlite") as archive:
        assert len(archive.visits("P017")) == 1
        first, _ = archive.practices("P017")
        assert len(first.parts) == 40
        assert first.parts[0].felt == ""
        assert "lost_balance" not in first.parts[0].fault_s


def test_a_history_with_faults_answers_and_holds_that_this_version_does_not_know_is_read(kept):
    with sqlite3.connect(kept / "practice.sqlite3") as database:
        database.execute("INSERT INTO fault VALUES (1, 0, 'lost_balance', 2.0)")
        database.execute("UPDATE part SET felt = 'warm', target_s = 500 WHERE practice = 1")
    first, _ = History(kept / "practice.sqlite3").all()
    assert (first.parts[0].felt, first.parts[0].target_s) == ("", 500)
    assert sum(first.parts[0].fault_s.values()) == 3.5


def test_an_exported_history_without_the_column_of_a_new_fault_is_read(kept):
    text = (kept / "practice.csv").read_text(encoding="utf-8").replace("trunk_lean_s", "lost_balance_s")
    (kept / "practice.csv").write_text(text, encoding="utf-8")
    assert len(read_practices(kept / "practice.csv")) == 2


def test_an_archive_and_a_history_of_a_later_version_say_so(kept):
    for name in ("archive.sqlite", "practice.sqlite3"):
        with sqlite3.connect(kept / name) as database:
            database.execute("PRAGMA user_version = 99")
    with pytest.raises(ArchiveError, match="later version of formcheck: update"):
        Archive(kept / "archive.sqlite")
    with pytest.raises(HistoryError, match="later version of formcheck: update"):
        History(kept / "practice.sqlite3").all()
    with pytest.raises(HistoryError, match="later version of formcheck: update"):
        read_practices(kept / "practice.sqlite3")
