"""One recorded file reviewed: from the video to the folder of results."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.coaching.session import CoachedLunge
from formcheck.lunge.assessment import Assessment
from formcheck.pipeline import Behind, ahead, one_thread_each
from formcheck.pose.body import Frame
from formcheck.pose.landmarker import Mode, PoseLandmarker
from formcheck.pose.weights import find_model
from formcheck.review.folder import whole_folder
from formcheck.review.results import Results
from formcheck.settings import Picture, Settings
from formcheck.video.reader import open_source

Progress = Callable[[int, int | None], object]
"""Called after each frame with how many are done and how many there are, where that is known."""


@dataclass(frozen=True)
class Options:
    """How to review.

    Attributes
    ----------
    settings
        Every threshold.
    model
        ``lite``, ``full``, ``heavy`` or the path of a model.
    video
        Write the annotated video (of a photo: the annotated picture).
    force
        Replace results that are there already.
    """

    settings: Settings = field(default_factory=Settings)
    model: str = "full"
    video: bool = True
    force: bool = False


@dataclass(frozen=True)
class Reviewed:
    """What came of one file.

    Attributes
    ----------
    folder
        Where the results are.
    judged
        Whether anything could be judged.
    verdict
        One sentence: what was right and what to mend, or why nothing could be judged.
    """

    folder: Path
    judged: bool
    verdict: str


def review_file(path: Path, folder: Path, options: Options | None = None, progress: Progress | None = None) -> Reviewed:
    """Review one video or photo.

    Reading and decoding, finding the body in two frames at once, judging, drawing and encoding overlap on threads; the
    frames are judged in order, so the results do not depend on it.

    Parameters
    ----------
    path
        The video or photo.
    folder
        The folder of results to make. It appears complete or not at all.
    options
        How; the defaults where None.
    progress
        Told of every frame.

    Raises
    ------
    FormcheckError
        The file or the model cannot be used, or the results cannot be written.
    """
    options = options or Options()
    model = find_model(options.model)
    source = open_source(path)
    mode: Mode = "photo" if source.is_photo else "video"
    lunge = CoachedLunge(options.settings, photo=source.is_photo)
    turns = _turns(source.fps, options.settings.picture)
    with (
        one_thread_each(),
        whole_folder(folder, force=options.force) as part,
        PoseLandmarker(model, mode, options.settings.picture, turns) as landmarker,
        Results(part, source, options.settings, video=options.video) as results,
    ):
        with (
            Behind[tuple[Frame, Assessment]](lambda judged: results.add(*judged)) as add,
            closing(ahead(source)) as frames,
            closing(landmarker.see_all(frames)) as all_seen,
        ):
            for done, seen in enumerate(all_seen, start=1):
                add((seen, lunge.step(seen)))
                if progress:
                    progress(done, source.frame_count)
        summary = results.finish(*lunge.finish(), model)
    return Reviewed(folder, summary.judged, summary.verdict)


def _turns(fps: float, picture: Picture) -> int:
    """Return how many networks take turns with a video; a rate that is not known is taken for a low one."""
    return picture.turns if fps >= picture.turns * picture.turn_fps else 1
