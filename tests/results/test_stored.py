"""Results read back: an angle that formcheck did not know yet is one that was not measured."""

import csv
import os
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from formcheck.results.exports.opensim import write_mot
from formcheck.results.stored import StoredReview, StoredReviewError
from formcheck.results.visit import time_of, visit_of
from formcheck.review.rejudge import judged_then
from tests.support import stored as made


def without(folder: Path, column: str) -> StoredReview:
    """Take a column out of the table of a review, as if it had been written before there was that angle."""
    path = folder / "angles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [name for name in rows[0] if name != column], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return StoredReview.open(folder)


@pytest.fixture
def old(tmp_path):
    """A review from before the trunk was measured."""
    made.store(tmp_path / "old")
    return without(tmp_path / "old", "trunk_deg")


def test_an_angle_that_was_not_there_yet_is_not_known(old):
    values = old.numbers("angles", "trunk_deg")
    assert len(values) == len(old.numbers("angles", "time_s")) > 0
    assert np.isnan(values).all()


def test_an_old_review_is_compared_shown_and_exported_without_it(old, tmp_path):
    assert "trunk_deg" not in visit_of(old).sides["right"]
    assert np.isnan(judged_then(old).series.curve("trunk_deg")[1]).all()
    [motion] = write_mot(old, tmp_path)
    head = motion.read_text(encoding="utf-8").split("endheader\n")[1].splitlines()[0].split("\t")
    assert "trunk" not in head
    assert "front_knee" in head


def test_a_column_that_no_version_has_is_an_error(old):
    with pytest.raises(StoredReviewError):
        old.numbers("angles", "elbow_deg")


def test_the_day_that_was_entered_is_that_of_the_visit_then_that_of_the_recording_then_that_of_the_first_review(
    tmp_path,
):
    recorded = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
    review = made.store(tmp_path / "out", recorded_at=recorded)
    assert time_of(review) == recorded
    entered = StoredReview(review.folder, review.summary.model_copy(update={"visited_on": date(2024, 4, 30)}))
    assert time_of(entered).date() == date(2024, 4, 30)
    old = made.store(tmp_path / "old")  # as one of before 0.2.0: nothing says when
    os.utime(old.folder / "summary.json", (1_700_000_000, 1_700_000_000))
    assert time_of(old) == old.reviewed_at == datetime.fromtimestamp(1_700_000_000, UTC)
    first = StoredReview(old.folder, old.summary.model_copy(update={"reviewed_at": recorded}))
    assert time_of(first) == recorded
