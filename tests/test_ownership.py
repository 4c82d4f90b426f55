"""State lives in named places, each owned by one object: nobody writes into another object's attributes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "formcheck"

LIBRARIES = {
    "desktop/window.py": {"x11.XOpenDisplay.restype", "x11.XOpenDisplay.argtypes", "x11.XCloseDisplay.argtypes"},
    "overlay/drawing.py": {"picture.flags.writeable", "mask.flags.writeable"},
    "pose/offline.py": {"options.ca_bundle_path"},
    "report/environment.py": {"made.globals", "made.filters"},
    "report/progress.py": {"filled.globals"},
    # Matplotlib, which MediaPipe imports and nobody here needs, is put off.
    "pose/tasks.py": {"sys.modules"},
    "review/__init__.py": {"sys.modules[__name__].__class__"},
    "results/exports/kva.py": {"element.text"},
    "system/log.py": {"logging.getLogger('formcheck').propagate"},
    "system/native_output.py": {"sys.stderr"},
    "video/reader.py": {"stream.thread_type"},
    "video/writer.py": {
        *("stream.width", "stream.height", "stream.pix_fmt", "stream.time_base", "stream.options"),
        *(f"stream.codec_context.{name}" for name in ("time_base", "gop_size", "thread_count", "colorspace")),
        *(f"stream.codec_context.color_{name}" for name in ("range", "primaries", "trc")),
        *("frame.time_base", "frame.pts"),
    },
}
"""Libraries whose objects are set up by their attributes: there is no other way."""

BEING_MADE = {
    "lunge/faults.py": {"kind._value_", "kind.asks", "kind.cue", "kind.below", "kind.above"},
    "results/series.py": {"series._times", "series._values"},
}
"""A constructor in another form: the object is made in the same function, and nobody else has it yet."""

RECORDS_OF_ONE_OWNER = {
    "cli/console.py": {"_terminal.language", "_terminal.command"},
    "lunge/fault_tracker.py": {"known.last_s", "known.worst_excess", "known.fault", "known.counts"},
    "web/patient/script.py": {
        *("progress.now", "part.side", "self.part.side", "self.part.felt", "self.part.skipped"),
    },
}
"""Plain records that only the module they are in changes: the memory of their owner, in named fields."""

ALLOWED = (LIBRARIES, BEING_MADE, RECORDS_OF_ONE_OWNER)


def foreign_writes(source: str) -> Iterator[tuple[int, str]]:
    """Every attribute that is set or deleted of anything else than `self` or `cls`, with its line."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load):
            continue
        if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
            yield node.lineno, ast.unparse(node)


@pytest.mark.parametrize(
    "line", ["self._phases.baseline = 1", "other.name = 1", "other.count += 1", "a, self._b.c = 1, 2", "del other.name"]
)
def test_a_write_into_another_object_is_found(line):
    assert list(foreign_writes(line))


def test_a_write_into_the_own_attributes_is_none():
    assert not list(foreign_writes("self.name = 1\nself._times[3] = other.name\nname = self.name"))


def test_nobody_writes_into_another_objects_attributes():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        allowed = {name for table in ALLOWED for name in table.get(place, ())}
        writes = foreign_writes(path.read_text(encoding="utf-8"))
        found += [f"{place}:{line} {name}" for line, name in writes if name not in allowed]
    assert found == []


def test_every_exception_is_still_needed():
    for table in ALLOWED:
        for place, names in table.items():
            writes = {name for _, name in foreign_writes((PACKAGE / place).read_text(encoding="utf-8"))}
            assert names <= writes, place


EXTENDED = {"FormcheckError", "OutputError", "Section", "Figures", "SummaryPart", "PoseEstimator"}
"""Bases that are there to be extended in any room: errors, groups of settings or figures, parts of what is stored."""


def test_no_class_is_extended_in_another_room():
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree, room = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        elsewhere = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("formcheck.")
            if (node.module or "").split(".")[1] != room
            for alias in node.names
        }
        classes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        found += [
            f"{path.relative_to(PACKAGE)}:{node.lineno} {node.name}({ast.unparse(base)})"
            for node in classes
            for base in node.bases
            if isinstance(base, ast.Name) and base.id in elsewhere - EXTENDED
        ]
    assert found == []
