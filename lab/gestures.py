"""Counts gestures in stored reviews where nobody makes one: ``python -m lab.gestures FOLDER …``.

Each folder is searched for reviews (``poses.npz``). People stretch in them, and some keep their arms raised, stretched
out or on the hips: nothing may be read as a gesture, with no question open and with one open half of the time.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from formcheck.coaching.gestures import GestureMonitor
from formcheck.records import Frame
from formcheck.results.poses import NAME, StoredPoses

ASKED_S = 10.0
"""So long a question is open, and then none."""


def gestures_in(frames: Iterable[Frame], *, asking: bool) -> Counter[str]:
    """Count the gestures that are read in a recording, without a question or with one open half of the time."""
    monitor, made = GestureMonitor(), Counter[str]()
    for frame in frames:
        hands = monitor.step(frame.time_s, frame.pose, asking and frame.time_s % (2 * ASKED_S) >= ASKED_S)
        made.update([str(hands.made)] if hands.made else [])
    return made


def main() -> None:
    """Count them over every review of the folders."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folders", type=Path, nargs="+")
    reviews = sorted({file.parent for folder in parser.parse_args().folders for file in folder.rglob(NAME)})
    seconds, made = 0.0, Counter[str]()
    for review in reviews:
        frames = list(StoredPoses.open(review))
        seconds += frames[-1].time_s - frames[0].time_s if frames else 0.0
        for asking in (False, True):
            found = gestures_in(frames, asking=asking)
            made += found
            if found:
                print(f"{review.name}: {dict(found)}")
    print(f"{len(reviews)} reviews, {seconds / 60:.1f} minutes, gestures: {dict(made) or 'none'}")


if __name__ == "__main__":
    main()
