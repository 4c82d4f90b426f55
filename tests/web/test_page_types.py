"""The types that the page's script is checked with are those of what the server sends."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from formcheck.web import page_types
from formcheck.web.patient.patient import Patient
from formcheck.web.patient.socket_messages import Begin, ServerMessage
from tests.support.browser import QUICK, Kneeler
from tests.support.tab import picture

TYPES = page_types.typescript()


def declared(name):
    found = re.search(rf"export interface {name} {{\n(.*?)\n}}", TYPES, re.DOTALL)
    assert found, name
    return dict(re.findall(r"^  (\w+\??): (.*);$", found[1], re.MULTILINE))


def test_the_files_are_what_the_models_give():
    how = "run python -m formcheck.web.page_types"
    assert (page_types.SHARED / "protocol.d.ts").read_text(encoding="utf-8") == TYPES, how
    assert (page_types.SHARED / "protocol.js").read_text(encoding="utf-8") == page_types.script(TYPES), how


def test_another_type_is_another_version():
    assert page_types.script(TYPES) != page_types.script(TYPES + "\n")


def test_what_the_server_sends_is_always_there_and_what_the_page_sends_may_leave_out_a_default():
    assert declared("Progress")["now"] == "number"
    assert declared("ProgressInput")["now?"] == "number"
    assert declared("Part")["side"] == '"left" | "right" | null'
    assert declared("Answer")["points"] == "Record<string, [number, number]>"
    assert declared("Part")["fault_s"] == "Partial<Record<FaultKind, number>>"


def test_every_answer_to_a_frame_is_of_the_type_that_the_page_expects():
    adapter: TypeAdapter[Any] = TypeAdapter(ServerMessage)
    patient = Patient(QUICK, Kneeler)
    patient.arrive()
    patient.begin(Begin(hold_s=30))
    stages: list[str] = []
    while "hold" not in stages:
        answer: Any = patient.look(picture(1000.0 + 40 * len(stages), size=(640, 480)))
        adapter.validate_python(answer)
        assert set(declared("Answer")) == set(answer)
        stages.append(answer["stage"])
        assert len(stages) < 300, "no hold comes"
    with pytest.raises(ValidationError):
        adapter.validate_python(answer | {"good_s": "much"})
