"""A corrected review keeps what was found without the corrections beside it."""

import pytest
from clips import GOOD

from formcheck.errors import FormcheckError
from formcheck.lunge.corrections import Corrections
from formcheck.review.review import Options, review_file
from formcheck.review.summary import Summary


def read(path) -> Summary:
    return Summary.from_json(path.read_text(encoding="utf-8"))


def test_corrected_and_raw_are_both_recorded(tmp_path):
    given = Corrections(rear_side="left", baseline_s=(0.5, 2.0), end_s=4.0)
    review_file(GOOD, tmp_path / "out", Options(video=False, corrections=given))
    corrected, raw = read(tmp_path / "out" / "summary.json"), read(tmp_path / "out" / "uncorrected.json")
    assert (corrected.corrections, raw.corrections) == (given, Corrections())
    assert ([s.rear_side for s in corrected.sides], [s.rear_side for s in raw.sides]) == (["left"], ["right"])
    baseline = corrected.sides[0].baseline
    assert baseline is not None
    assert (baseline.start_s, baseline.end_s) == (0.5, 2.0)
    assert corrected.uncorrected_verdict == raw.verdict
    assert corrected.file.duration_s == pytest.approx(4.0, abs=0.1)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Corrected by hand:" in page
    assert raw.verdict in page


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"baseline_s": (0.1, 0.2), "start_s": 0.5, "end_s": 1.0}, "--baseline"),
        ({"start_s": 500.0}, "--start and --end"),
    ],
)
def test_a_correction_that_the_video_does_not_bear_out_is_refused(tmp_path, given, words):
    with pytest.raises(FormcheckError, match=words):
        review_file(GOOD, tmp_path / "out", Options(video=False, corrections=Corrections(**given)))
    assert list(tmp_path.iterdir()) == []
