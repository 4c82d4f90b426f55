"""Where the time of a frame goes on the judging path: ``python -m lab.judging_time FILE`` prints JSON.

Processor time of the thread that does it, so that other programs on the computer count little. The network's own
threads are not in it: what MediaPipe does is inference, all else is ours.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from mediapipe.tasks.python import vision

from formcheck.coaching.session import LungeSession
from formcheck.pose.landmarker import PoseLandmarker
from formcheck.settings import Settings
from formcheck.system.pipeline import one_thread_each
from formcheck.video.reader import open_source

FRAMES = 600


class Stopwatch:
    """Adds up the time a method takes, in place of the method."""

    def __init__(self, owner: Any, name: str) -> None:
        self.spent_s = 0.0
        method = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            start = time.thread_time()
            try:
                return method(*args, **kwargs)
            finally:
                self.spent_s += time.thread_time() - start

        setattr(owner, name, timed)


def judging_times(file: Path) -> dict[str, float]:
    """Measure the steps of one frame, milliseconds, mean over the first frames of a file.

    Returns
    -------
    dict
        ``see``: scaling, colours, keypoints out of the network's answer, whom to follow, the roll of the camera;
        ``judge``: angles, bands, phases, faults, cue; ``outside`` both together.
    """
    inference = [Stopwatch(vision.PoseLandmarker, name) for name in ("detect", "detect_for_video")]
    settings = Settings()
    lunge = LungeSession(settings)
    see: list[float] = []
    judge: list[float] = []
    with one_thread_each(), PoseLandmarker(picture=settings.picture) as landmarker:
        for frame in itertools.islice(open_source(file), FRAMES):
            before = sum(watch.spent_s for watch in inference)
            start = time.thread_time()
            seen = landmarker.see(frame)
            judging = time.thread_time()
            lunge.step(seen)
            judge.append(time.thread_time() - judging)
            see.append(judging - start - (sum(watch.spent_s for watch in inference) - before))
    see_ms, judge_ms = (float(np.mean(times[5:]) * 1000) for times in (see, judge))
    return {"see": see_ms, "judge": judge_ms, "outside": see_ms + judge_ms}


if __name__ == "__main__":
    print(json.dumps(judging_times(Path(sys.argv[1]))))
