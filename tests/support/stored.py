"""Folders of results, made of hand-made assessments: no video and no pose network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from formcheck.results.stored import StoredReview
from formcheck.results.summary import FileProvenance, ProgramProvenance
from formcheck.results.summary_builder import SummaryBuilder
from formcheck.results.tables import AnglesCsv, KeypointsCsv
from formcheck.settings import Settings
from tests.support import factories

PROGRAM = ProgramProvenance(formcheck="0.1.0", mediapipe="1.2.2", opencv="5.0.0", model="full.task", model_sha256="ab")


def file_facts(**changes: Any) -> FileProvenance:
    """Facts of a file of 640 by 480 pixels at 10 frames a second."""
    width, height = factories.SIZE_PX
    facts: dict[str, Any] = {
        "name": "clip.mp4",
        "sha256": "cd",
        "size_bytes": 123,
        "kind": "video",
        "duration_s": 40.0,
        "frame_rate": 10.0,
        "frames": 400,
        "width_px": width,
        "height_px": height,
        "scale": 1.0,
        "rotation_deg": 0,
        "recorded_at": None,
        "notes": [],
    }
    return FileProvenance(**(facts | changes))


def store(folder: Path, settings: Settings | None = None, **file: Any) -> StoredReview:
    """Write the results of `factories.session` into a new folder."""
    folder.mkdir(parents=True)
    builder = SummaryBuilder(settings or Settings())
    with AnglesCsv(folder / "angles.csv") as angles, KeypointsCsv(folder / "keypoints.csv") as keypoints:
        for assessment in factories.session():
            angles.add(assessment)
            keypoints.add(factories.frame(assessment), assessment)
            builder.add(assessment)
    builder.finish()
    (folder / "summary.json").write_text(builder.build(file_facts(**file), PROGRAM).to_json(), encoding="utf-8")
    return StoredReview.open(folder)
