"""Rooms know each other in one direction only, and nobody writes into another object's attributes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "formcheck"

LEVELS = (
    ("cli",),
    ("web", "desktop", "validation", "archive"),
    ("review",),
    ("report",),
    ("results",),
    ("coaching", "overlay"),
    ("lunge", "posture"),
    ("pose", "video"),
    ("records", "keypoints", "geometry", "filters", "settings", "messages", "system", "errors", "error_figures"),
)
"""From the top of the house to its ground: a room imports from lower levels, and from its own without a circle."""

LEVEL = {room: len(LEVELS) - number for number, rooms in enumerate(LEVELS) for room in rooms}

FRONT_DOOR = ("formcheck", "formcheck.__main__")
"""They name what programs may use, wherever that is, and start the command line."""

TABLES = ("formcheck.lunge.faults", "formcheck.lunge.quantities")
"""The tables of the exercise stand on the ground: every room refers to them, and they import nothing of formcheck."""

OWN_ENGLISH = ("formcheck.messages.message", "formcheck.messages.catalogue")
"""A message that is printed asks the catalogue for its English, and the catalogue is one of messages."""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module of formcheck that a module imports, with the line: at the top, in functions, and for types alone."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            # `from formcheck.review import run` names a module, `from formcheck.records import Frame` a thing in one.
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else node.module or "" for name in inside]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name in MODULES and name != "formcheck")


def module_of(path: Path) -> str:
    parts = ("formcheck", *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room_of(module: str) -> str:
    return module.split(".")[1]


def level_of(module: str) -> int:
    return 1 if module in TABLES else LEVEL[room_of(module)]


def arrows() -> Iterator[tuple[str, str, str]]:
    """Which module imports which, and where."""
    for module, path in MODULES.items():
        if module not in FRONT_DOOR:
            for line, other in imports(path):
                yield module, other, f"{path.relative_to(PACKAGE)}:{line}"


def circle(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows that lie on a circle, or on the way from one to another."""
    while True:
        starts, ends = {start for start, _ in arrows}, {end for _, end in arrows}
        left = {(start, end) for start, end in arrows if start in ends and end in starts}
        if left == arrows:
            return left
        arrows = left


def test_every_room_has_its_level():
    assert {room_of(module) for module in MODULES if module not in FRONT_DOOR} <= set(LEVEL)


def test_no_room_imports_from_a_higher_one():
    up = [f"{place} {other}" for module, other, place in arrows() if level_of(other) > level_of(module)]
    assert up == []


def test_the_tables_of_the_exercise_import_nothing_of_formcheck():
    assert [place for module, _, place in arrows() if module in TABLES] == []


def test_rooms_of_one_level_import_each_other_without_a_circle():
    rooms = {(room_of(module), room_of(other)) for module, other, _ in arrows()}
    peers = {(room, other) for room, other in rooms if room != other and LEVEL[room] == LEVEL[other] > 1}
    assert not circle(peers)


def test_no_module_imports_itself_by_a_detour():
    assert not circle({(module, other) for module, other, _ in arrows()} - {OWN_ENGLISH})


@pytest.mark.parametrize("arrows", [{("a", "b"), ("b", "a")}, {("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")}])
def test_a_circle_is_found(arrows):
    assert circle(arrows)


def test_a_way_without_a_circle_is_none():
    assert not circle({("a", "b"), ("b", "c"), ("a", "c")})
