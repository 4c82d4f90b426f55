"""The table of an inclinometer's readings."""

import pytest

from formcheck.errors import FormcheckError
from formcheck.validation.instrument import InstrumentReading, read_instrument


def table(tmp_path, text):
    path = tmp_path / "readings.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "video,time_s,degrees\na.mp4,neutral,12\na.mp4,6.5,7.5\n",
        "degrees;video;time_s\n12;a.mp4;Neutral\n7,5;a.mp4;6,5\n",
    ],
)
def test_it_is_read_as_spreadsheets_write_it(tmp_path, text):
    assert read_instrument(table(tmp_path, text)) == {
        "a.mp4": [InstrumentReading(None, 12.0), InstrumentReading(6.5, 7.5)]
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns"),
        ("video,seconds,degrees\na.mp4,1,2\n", "columns"),
        ("video,time_s,degrees\na.mp4,neutral,12\na.mp4,later,8\n", "Line 3"),
        ("video,time_s,degrees\na.mp4,neutral,12\na.mp4,6,\n", "Line 3"),
        ("video,time_s,degrees\na.mp4,neutral,nan\n", "Line 2"),
        ("video,time_s,degrees\na.mp4,6,8\n", "neutral for a.mp4"),
        ("video,time_s,degrees\na.mp4,neutral\n", "Line 2"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(tmp_path, text, said):
    with pytest.raises(FormcheckError, match=said):
        read_instrument(table(tmp_path, text))


def test_no_table_no_traceback(tmp_path):
    with pytest.raises(FormcheckError, match="Cannot read"):
        read_instrument(tmp_path / "none.csv")
