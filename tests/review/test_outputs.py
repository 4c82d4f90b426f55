"""What is written of a review: of a film of many pictures a second no more are drawn than anybody needs to see."""

from __future__ import annotations

import csv
import math

import av
import numpy as np
import pytest

from formcheck.review.outputs import drawn_every
from formcheck.review.run import Options, review_file
from formcheck.settings import AnnotatedVideo
from tests.support.bodies import STICK
from tests.support.clips import write_clip
from tests.support.estimators import open_drawn

SECONDS = 3


@pytest.mark.parametrize(
    ("fps", "every"), [(24, 1), (30, 1), (29.97, 1), (59.94, 2), (60, 2), (50, 2), (240, 8), (math.nan, 1), (0, 1)]
)
def test_so_many_frames_go_by_from_one_that_is_drawn_to_the_next(fps, every):
    assert drawn_every(fps, AnnotatedVideo()) == every


@pytest.mark.parametrize(("most_fps", "drawn"), [(30, 30), (60, 60)])
def test_every_second_picture_of_a_film_of_sixty_a_second_is_drawn_and_all_are_in_the_table(tmp_path, most_fps, drawn):
    film = write_clip(tmp_path / "sixty.mp4", [np.full((120, 160, 3), 120, np.uint8)] * (60 * SECONDS), fps=60)
    settings = STICK.model_copy(update={"annotated_video": AnnotatedVideo(most_fps=most_fps)})
    review_file(film, tmp_path / "out", Options(settings=settings, estimator=open_drawn, pdf=False))
    with av.open(str(tmp_path / "out" / "annotated.mp4")) as video:
        times_s = [frame.time for frame in video.decode(video=0)]
    assert len(times_s) == drawn * SECONDS
    assert np.diff(times_s) == pytest.approx(1 / drawn, abs=1e-3)
    with (tmp_path / "out" / "angles.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 60 * SECONDS
