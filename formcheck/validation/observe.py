"""One video judged twice from one look at the body: by the stickers, and by the outline without a sight of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.lunge.checker import LungeChecker
from formcheck.lunge.corrections import Span
from formcheck.lunge.pelvis.learned import LearnedTilt
from formcheck.lunge.pelvis.reading import PelvisSource
from formcheck.lunge.pelvis.stickers import Stickers
from formcheck.messages.message import Message
from formcheck.pose.estimator import see_all
from formcheck.pose.landmarker import mediapipe
from formcheck.pose.weights import find_model
from formcheck.records import Assessment
from formcheck.review.loop import judge_frames
from formcheck.review.run import looks_every
from formcheck.settings import Settings
from formcheck.system.pipeline import ahead, one_thread_each
from formcheck.system.worker_processes import Progress
from formcheck.validation.shares import ranges_in, shares_after
from formcheck.validation.unmarked import Unmarked
from formcheck.video.reader import open_source


@dataclass(frozen=True, eq=False)
class Course:
    """What one way said of each frame; arrays of shape (frames,), and as many reasons.

    Attributes
    ----------
    change_deg, sd_deg
        Change from the neutral, anterior positive, and its sd, degrees; NaN where nothing was told.
    words
        The statement; empty where there was none.
    reasons
        Why nothing was told of a frame; None where something was.
    share
        The tuck as a share of the own, posterior positive; NaN where no range counts. None: none was looked for.
    """

    change_deg: NDArray[np.float64]
    sd_deg: NDArray[np.float64]
    words: NDArray[np.str_]
    reasons: Sequence[Message | None]
    share: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class Observed:
    """One video; arrays of shape (frames,).

    Attributes
    ----------
    time_s
        Seconds.
    neutral_s
        When the neutral in force began and ended, shape (frames, 2); NaN where there is none.
    moving
        Whether the hips move.
    told, reference
        Without a sight of the stickers, and by them; the reference is None where no stickers were looked for.
    still_s
        How long the still kneel lasts that is the neutral, seconds.
    """

    time_s: NDArray[np.float64]
    neutral_s: NDArray[np.float64]
    moving: NDArray[np.bool_]
    told: Course
    reference: Course | None
    still_s: float = 2.0


def observe(path: Path, settings: Settings, model: str, stickers: bool, progress: Progress | None = None) -> Observed:
    """Watch one video.

    Parameters
    ----------
    path
        The video.
    settings
        Every threshold.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    stickers
        Whether the person wears stickers: the reference then, and hidden from the other way.
    progress
        Told of every frame.

    Raises
    ------
    FormcheckError
        The video or the model cannot be used.
    """
    source = open_source(path)
    checkers = [LungeChecker(settings, sources=ways) for ways in _ways(settings, stickers)]
    seen: list[list[Assessment]] = [[] for _ in checkers]
    with one_thread_each(), mediapipe(find_model(model))("video", settings.picture, None) as estimator:
        frames = see_all(estimator, source, looks_every(source.fps, settings.picture), settings.picture)
        with closing(ahead(frames)) as all_seen:
            for _, assessments in judge_frames(all_seen, checkers, progress, source.frame_count):
                for said, assessment in zip(seen, assessments, strict=True):
                    said.append(assessment)
    told = seen[0]
    # By the stickers where there are some: what the outline tells has no part in when the range is shown.
    ranges_s = ranges_in(seen[-1], settings.pelvis)
    spans = [(a.baseline.start_s, a.baseline.end_s) if a.baseline else (math.nan, math.nan) for a in told]
    return Observed(
        time_s=np.array([a.time_s for a in told]),
        neutral_s=np.array(spans, float).reshape(-1, 2),
        moving=np.array([not a.measurement.hip_speed <= settings.stillness.moving for a in told]),
        told=_course(told, ranges_s, settings),
        reference=_course(seen[1], ranges_s, settings) if stickers else None,
        still_s=settings.phases.baseline_s,
    )


def _ways(settings: Settings, stickers: bool) -> list[tuple[PelvisSource, ...]]:
    if not stickers:
        return [(LearnedTilt(),)]
    hidden = Unmarked(Stickers(settings.markers), LearnedTilt(), settings.validation.hidden)
    return [(hidden,), (Stickers(settings.markers),)]


def _course(assessments: Sequence[Assessment], ranges_s: Sequence[Span], settings: Settings) -> Course:
    share, words = shares_after(assessments, ranges_s, settings.pelvis)
    pelves = [a.measurement.pelvis for a in assessments]
    return Course(
        change_deg=-np.array([a.measurement.angles_deg["tuck_deg"] for a in assessments]),
        sd_deg=np.array([pelvis.sd_deg for pelvis in pelves]),
        words=words,
        reasons=[pelvis.reason for pelvis in pelves],
        share=share,
    )
