"""Writes the types of what page and server say to each other, for the checks of the page's script.

``python -m formcheck.web.page_types`` writes `static/shared/protocol.d.ts` from the models of the server, and into
`static/shared/protocol.js` the version, which is a digest of these types. Nothing of this runs in the server.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from formcheck.results.posture_history import PostureKept, PostureSent
from formcheck.results.practice import PracticeKept, PracticeSent
from formcheck.web.clinician.api_messages import (
    ComparedVisit,
    Goals,
    Saved,
    ShownJoints,
    VideoFull,
    Videos,
    VideoShort,
    VisitName,
)
from formcheck.web.clinician.plans import PlanDraft, PlanMade, PlanWanted, TakenIn
from formcheck.web.page_texts import PageTexts
from formcheck.web.patient.plan_messages import GivenBack, PlanAnswer, PlanShown
from formcheck.web.patient.socket_messages import Hello, LeastChange, PageRequest, ServerMessage

SHARED = Path(__file__).parent / "static" / "shared"
REVISION = 1
"""Raise it when a message means something else though its type is the same."""

_FROM_SERVER: tuple[Any, ...] = (
    ServerMessage,
    PageTexts,
    PlanAnswer,
    PlanDraft,
    PlanMade,
    TakenIn,
    PlanShown,
    GivenBack,
    PracticeKept,
    PostureKept,
    LeastChange,
    VideoShort,
    VideoFull,
    Videos,
    Saved,
    ShownJoints,
    ComparedVisit,
    VisitName,
    Goals,
)
_FROM_PAGE: tuple[Any, ...] = (Hello, PageRequest, PracticeSent, PostureSent, PlanWanted)
_WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

Schema = Mapping[str, Any]


class _AsSent(GenerateJsonSchema):
    """The schema of what is really sent: a server leaves out nothing, also where a model has a default."""

    def field_is_required(self, field: Any, *how: Any, **named: Any) -> bool:
        """Tell whether a field is always there."""
        if self.mode == "serialization" and field["type"] == "model-field":
            return True
        return super().field_is_required(field, *how, **named)


def typescript() -> str:
    """Return the types as TypeScript declares them."""
    body = "\n".join(_declarations())
    return (
        "// Made by `python -m formcheck.web.page_types` from the models of the server: do not edit.\n\n"
        f"/** The version of all of this; revision {REVISION}. */\nexport const PROTOCOL: string;\n\n{body}"
    )


def script(types: str) -> str:
    """Return the script that carries the version of these types."""
    version = hashlib.sha256(types.encode()).hexdigest()[:12]
    return (
        "// Made by `python -m formcheck.web.page_types`: do not edit. The version of what page and server say to\n"
        "// each other; a page of another version than the server reloads itself.\n\n"
        f'export const PROTOCOL = "{version}";\n'
    )


def _declarations() -> Iterator[str]:
    for name, schema in sorted(_definitions().items()):
        described = schema.get("description", "").split("\n")[0]
        if described:
            yield f"/** {described} */"
        if schema.get("type") == "object" and "properties" in schema:
            yield f"export interface {name} {{\n{_members(schema)}\n}}\n"
        else:
            yield f"export type {name} = {_type(schema)};\n"


def _definitions() -> dict[str, Schema]:
    """Return the JSON schema of every model, by its name; what the page sends may leave out what has a default."""
    modes: list[tuple[Any, Literal["serialization", "validation"]]] = [
        *((model, "serialization") for model in _FROM_SERVER),
        *((model, "validation") for model in _FROM_PAGE),
    ]
    inputs = [(_name(model), mode, TypeAdapter(model)) for model, mode in modes]
    whole, shared = TypeAdapter.json_schemas(inputs, schema_generator=_AsSent, ref_template="{model}")
    tops = {name: schema for (name, _), schema in whole.items() if schema.get("$ref") != name}
    found = {**shared.get("$defs", {}), **tops}
    return {_plain(name): schema for name, schema in found.items()}


def _name(model: Any) -> str:
    return "ServerMessage" if model is ServerMessage else str(model.__name__)


def _plain(reference: str) -> str:
    """Name a model that goes both ways: as the server sends it by its own name, as the page may, with ``Input``."""
    return reference.removesuffix("-Output").replace("-Input", "Input")


def _members(schema: Schema) -> str:
    needed = schema.get("required", ())
    lines = []
    for name, value in schema["properties"].items():
        if value.get("description"):
            lines.append(f"  /** {value['description']} */")
        lines.append(f"  {name}{'' if name in needed else '?'}: {_type(value)};")
    return "\n".join(lines)


def _type(schema: Schema) -> str:
    """Return the type of one value."""
    if "$ref" in schema:
        return _plain(schema["$ref"])
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return " | ".join(dict.fromkeys(_type(option) for option in schema[key]))
    if schema.get("type") == "array":
        return _array(schema)
    if schema.get("type") == "object":
        return _record(schema)
    return _WORDS.get(schema.get("type", ""), "unknown")


def _array(schema: Schema) -> str:
    if "prefixItems" in schema:
        return f"[{', '.join(_type(item) for item in schema['prefixItems'])}]"
    item = _type(schema["items"])
    return f"({item})[]" if " | " in item and not item.startswith("[") else f"{item}[]"


def _record(schema: Schema) -> str:
    values = schema.get("additionalProperties")
    value = _type(values) if isinstance(values, Mapping) else "unknown"
    if "propertyNames" in schema:
        return f"Partial<Record<{_type(schema['propertyNames'])}, {value}>>"
    return f"Record<string, {value}>"


def main() -> None:
    """Write both files."""
    types = typescript()
    (SHARED / "protocol.d.ts").write_text(types, encoding="utf-8")
    (SHARED / "protocol.js").write_text(script(types), encoding="utf-8")


if __name__ == "__main__":
    main()
