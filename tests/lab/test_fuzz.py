"""A few damaged files of each kind: the laboratory's table in small."""

import pytest

from lab.fuzz import CONTAINERS, PHOTOS, fuzz
from lab.fuzz_stored import STORED
from lab.fuzz_use import ROWS


@pytest.mark.parametrize(
    "kind", ["film", "photo", "settings", "archive", "history", "npz", "csv", "json", *STORED, *ROWS]
)
def test_every_damaged_file_ends_as_designed(kind):
    rows = dict(fuzz(8, only=kind))
    assert rows
    for name, row in rows.items():
        assert (dict(row.wrong), row.hangs, row.half_written) == ({}, 0, 0), name


def test_eight_containers_and_the_usual_photos_are_damaged():
    assert len(CONTAINERS) == 8
    assert {"jpg", "png", "webp"} <= set(PHOTOS)
