"""Makes the pair of the posture check again: ``python -m lab.posture_samples`` writes `samples/standing/`.

The picture of the documentation is made of it, as the page shows it.

Somebody who stands with the hips far ahead of the ankles and leans back over them, and then less so; three tries each.
"""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from formcheck.report.posture_pictures import pictures_of
from formcheck.review.posture import measure_posture
from lab.posture_sessions import TRIES, film_habits, person_of
from lab.standing import Stand

FOLDER = Path(__file__).parent.parent / "samples" / "standing"
PICTURE = FOLDER.parents[1] / "docs" / "images" / "posture.jpg"
SEED = 7_300_002
BEFORE = Stand(trunk_deg=-5.0, hips_ahead_m=0.075, kyphosis_deg=8.0, head_pitch_deg=4.0, arms="collarbones")
AFTER = Stand(trunk_deg=-1.5, hips_ahead_m=0.03, kyphosis_deg=7.0, head_pitch_deg=4.0, arms="collarbones")


def main() -> None:
    """Draw the pictures and write what is true of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stills = list(film_habits(person_of(SEED), BEFORE, AFTER, 4.0, np.random.default_rng(SEED)))
    truth = {}
    for number, still in enumerate(stills):
        name = f"{('before', 'after')[number // TRIES]}_{number % TRIES + 1}.jpg"
        cv2.imwrite(str(FOLDER / name), still.image, [cv2.IMWRITE_JPEG_QUALITY, 88])
        truth[name] = {key: round(value, 2) for key, value in still.truth["angles"].items()}
    (FOLDER / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    check = measure_posture(before=sorted(FOLDER.glob("before_*.jpg")), after=sorted(FOLDER.glob("after_*.jpg")))
    single, both = pictures_of(check.found, check.pictures)
    shown = [cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) for jpeg in (*single, both or b"")]
    small = [cv2.resize(np.asarray(image), None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA) for image in shown]
    cv2.imwrite(str(PICTURE), np.hstack(small), [cv2.IMWRITE_JPEG_QUALITY, 85])


if __name__ == "__main__":
    main()
