"""One JSON file with everything, and the published schemas of what formcheck writes as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema

from formcheck.results.exports.joints import JUDGED, JUDGED_MEANS, OBSERVED, OBSERVED_MEANS
from formcheck.results.home.done import PracticeFile
from formcheck.results.home.signed import PlanFile
from formcheck.results.posture import PostureSummary
from formcheck.results.stored import Column, StoredReview, unit_of
from formcheck.results.summary import Summary, SummaryPart
from formcheck.settings import Section
from formcheck.system.outputs import write_text

SCHEMAS = Path(__file__).parents[1] / "schemas"
"""Where the schemas of `PUBLISHED` lie, as `summary.schema.json` and so on."""

Cells = list[float | bool | str | None]


class WholeReview(SummaryPart):
    """The whole of `review.json`: the summary and every frame, column by column. `null` means not known."""

    summary: Summary
    units: dict[str, str] = Field(description="unit of each column that has one: deg, s or px")
    joints: dict[str, str] = Field(
        description="of each table which joints it holds: observed or judged, and what that means"
    )
    angles: dict[str, Cells] = Field(description="the columns of angles.csv, one value a frame")
    keypoints: dict[str, Cells] = Field(description="the columns of keypoints.csv, one value a frame")


PUBLISHED: dict[str, type[SummaryPart]] = {
    "summary": Summary,
    "review": WholeReview,
    "posture": PostureSummary,
    "plan": PlanFile,
    "practice": PracticeFile,
}
"""What formcheck writes as JSON and describes by a schema."""


def write_json(stored: StoredReview, folder: Path, height_m: float | None = None) -> list[Path]:
    """Write `review.json`, which `review.schema.json` describes."""
    columns = (*stored.angles, *stored.keypoints)
    whole = {
        "summary": json.loads(stored.summary.to_json()),
        "units": {name: unit_of(name) for name in columns if unit_of(name)},
        "joints": {
            "angles": f"{JUDGED}: {JUDGED_MEANS}",
            "keypoints": f"{OBSERVED}: {OBSERVED_MEANS}",
        },
        "angles": {name: _cells(name, values) for name, values in stored.angles.items()},
        "keypoints": {name: _cells(name, values) for name, values in stored.keypoints.items()},
    }
    path = folder / "review.json"
    write_text(path, json.dumps(whole, allow_nan=False, ensure_ascii=False) + "\n")
    return [path]


class _Generator(GenerateJsonSchema):
    """Describes the settings as a table of any keys: they grow from version to version; `formcheck settings` tells."""

    def model_schema(self, schema: Any) -> dict[str, Any]:
        if issubclass(schema["cls"], Section):
            return {"type": "object", "description": schema["cls"].__doc__}
        return super().model_schema(schema)


def schema(model: type[SummaryPart]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of what a model writes."""
    found = model.model_json_schema(mode="serialization", schema_generator=_Generator)
    return {"$schema": _Generator.schema_dialect, **found}


def schema_text(model: type[SummaryPart]) -> str:
    """Return the schema as it lies in `SCHEMAS`."""
    return json.dumps(schema(model), indent=2, ensure_ascii=False) + "\n"


def write_schemas() -> None:
    """Write the schemas again, after the models have changed."""
    for name, model in PUBLISHED.items():
        write_text(SCHEMAS / f"{name}.schema.json", schema_text(model))


def _cells(name: str, values: Column) -> Cells:
    if not isinstance(values, np.ndarray):
        return list(values)
    if name == "frame":
        return [int(value) for value in values]
    return [None if np.isnan(value) else float(value) for value in values]


if __name__ == "__main__":
    write_schemas()
