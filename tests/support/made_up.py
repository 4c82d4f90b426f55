"""A copy of formcheck with one more angle and one more fault, written into its tables as a contributor would.

Run as a module, with that copy first on the path, it reviews a stick body whose rear shin comes up and prints what came
of it as JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from runpy import run_path
from typing import Any

PACKAGE = Path(__file__).parents[2] / "formcheck"
ANGLE, FAULT = "rear_shin_deg", "rear_shin_up"
_END_OF_FILE = ""

ANGLE_NEEDS = {
    "lunge/quantities.py": (
        ')\n"""Every angle, in the order of the columns."""',
        '    Quantity("rear_shin_deg", ("rear.ankle", "rear.knee"), ("rear_shin",), True, 7, Arc(), added=True),\n',
    ),
    "settings/bands.py": (
        _END_OF_FILE,
        '    rear_shin_deg: BandLimits = Field(default=_band((82, 98), (75, 105), 3, 1.0), description="made up")\n',
    ),
    "messages/en.toml": (
        _END_OF_FILE,
        '\n[quantity.rear_shin_deg]\nname = "Rear shin"\nshort = "Rear shin"\nmeaning = "90° is level"\n'
        'label = "shin behind"\n',
    ),
    "messages/es.toml": (
        _END_OF_FILE,
        '\n[quantity.rear_shin_deg]\nname = "Tibia de atrás"\nshort = "Tibia"\nmeaning = "90° es horizontal"\n'
        'label = "tibia de atrás"\n',
    ),
}
"""What a new angle with bands is written into: before which text, and what."""

FAULT_NEEDS = {
    "lunge/faults.py": (
        "    @property\n    def quantities",
        '    REAR_SHIN_UP = "rear_shin_up", "upright", (), ("rear_shin_deg",)\n\n',
    ),
    "messages/en.toml": (
        _END_OF_FILE,
        '\n[fault.rear_shin_up]\nname = "Rear shin lifted"\ncue = "Lay your rear foot down."\n'
        'did = "lifted the rear shin"\nword = "Shin down"\n'
        'hardest = "the rear shin on the floor"\ntip = "Lay the rear foot down flat."\n',
    ),
    "messages/es.toml": (
        _END_OF_FILE,
        '\n[fault.rear_shin_up]\nname = "Levanta la tibia de atrás"\ncue = "Apoye el pie de atrás."\n'
        'did = "levantó la tibia de atrás"\n'
        'word = "Tibia al suelo"\nhardest = "la tibia de atrás en el suelo"\ntip = "Apoye el empeine de atrás."\n',
    ),
}
"""What a new fault is written into."""


def make_copy(folder: Path) -> None:
    """Copy formcheck into a folder and add the angle and the fault."""
    shutil.copytree(PACKAGE, folder / "formcheck", ignore=shutil.ignore_patterns("__pycache__"))
    for needs in (ANGLE_NEEDS, FAULT_NEEDS):
        for name, (before, added) in needs.items():
            path = folder / "formcheck" / name
            text = path.read_text(encoding="utf-8")
            place = text.index(before) if before else len(text)
            path.write_text(text[:place] + added + text[place:], encoding="utf-8")


def review(folder: Path) -> dict[str, Any]:
    """Review the stick body into a folder; return what the page is given of it."""
    import numpy as np

    from formcheck.coaching.session import LungeSession
    from formcheck.messages.catalogue import catalogue
    from formcheck.results.exports.as_json import schema
    from formcheck.results.exports.opensim import write_mot
    from formcheck.results.stored import StoredReview
    from formcheck.results.summary import Summary
    from formcheck.review.outputs import Results
    from formcheck.web.patient.answer import answer
    from formcheck.web.patient.credit import Progress
    from formcheck.web.patient.script import Script
    from tests.support import stored
    from tests.support.bodies import SIZE_PX, STICK, Angles, clip, ramp

    class Source:
        is_photo, size_px, fps = False, SIZE_PX, 25.0

    image = np.full((SIZE_PX[1], SIZE_PX[0], 3), 90, np.uint8)
    lunge = LungeSession(STICK, sources=())
    script = Script(Progress.of_sets(1, 30.0), 1.0, 3.0, STICK.phases, 0.5)
    answers = []
    with Results(folder, Source(), STICK, video=False) as results:
        for frame in clip(lambda t: Angles(rear_knee=ramp(t, (7, 93), (7.5, 70), (10, 70), (10.5, 93))), 13.0):
            assessment = lunge.step(frame)
            pictured = type(frame)(frame.index, frame.time_s, image, frame.pose)
            results.add(pictured, assessment)
            answers.append(answer(assessment, script, SIZE_PX, catalogue("es")))
    width, height = SIZE_PX
    file = stored.file_facts(width_px=width, height_px=height)
    results.finish(*lunge.finish(), file, stored.PROGRAM)
    write_mot(StoredReview.open(folder), folder)
    worst = max(answers, key=lambda each: len(each["faults"]))
    texts = catalogue("es").page
    documented = run_path(str(PACKAGE.parent / "docs" / "tables.py"))
    return {
        "faults": worst["faults"],
        "limb": worst["limbs"]["rear_shin"],
        "documented": {name: documented[name]() for name in ("angles", "faults", "added")},
        "schema": schema(Summary)["$defs"]["FaultKind"]["enum"],
        "texts": {code: text for code, text in texts.items() if ANGLE in code or FAULT in code},
    }


if __name__ == "__main__":
    print(json.dumps(review(Path(sys.argv[1]))))
