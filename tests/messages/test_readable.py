"""Names of files that no terminal, table or page could take as they are."""

import json

import pytest

from formcheck.messages.message import message
from formcheck.messages.readable import readable


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("left.mp4", "left.mp4"),
        ("rodilla izquierda é ü 膝.mp4", "rodilla izquierda é ü 膝.mp4"),
        ("rodilla\udce9.mp4", "rodilla\ufffd.mp4"),
        ("a\x1b[31mb\nc.mp4", "a\ufffd[31mb c.mp4"),
    ],
)
def test_a_name_is_shown_with_marks_in_place_of_what_is_no_letter(name, shown):
    assert readable(name) == shown


def test_no_sentence_carries_a_name_that_cannot_be_written():
    text = str(message("error.video.missing", path="/films/rodilla\udce9\x1b.mp4"))
    assert json.dumps(text).encode("utf-8") and text.encode("utf-8") and "\x1b" not in text
