"""`formcheck posture`, as it is typed."""

from __future__ import annotations

import pytest

from formcheck.cli.posture import spread


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("--before a b --after c d", "--before a --before b --after c --after d"),
        ("--before a --before b --after c", "--before a --before b --after c"),
        ("a b c --out x", "a b c --out x"),
        ("--after c d --force --before a b", "--after c --after d --force --before a --before b"),
        ("--out x a b", "--out x a b"),
        ("--before=a --after=c", "--before=a --after=c"),
    ],
)
def test_every_file_that_follows_before_or_after_belongs_to_it(typed, meant):
    assert spread(typed.split()) == meant.split()
