"""What changed over the weeks, on the page of progress and on its sheet of paper."""

import re

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from formcheck.archive.store import Archive
from formcheck.cli import app
from formcheck.messages.catalogue import catalogue, languages
from formcheck.messages.message import message
from formcheck.report.pdf.changed_sheet import write_sheet
from formcheck.report.progress import write_page
from formcheck.report.what_changed import rows_of
from formcheck.results.what_changed import what_changed
from formcheck.settings import Settings
from tests.support import weeks

TITLE = message("progress.of_patient", code="P017")
HELD = (10, 11, 12, 20, 21, 22, 28, 29, 30)
PAIN = (5, 5, 5, 4, 4, 3, 2, 2, 2)


def everything():
    return what_changed(
        weeks.visits(
            *(
                {"hip_extension_deg": 4.0 + 3 * week, "hip_extension_sd_deg": 2.0, "longest_hold_s": 12.0}
                for week in range(4)
            )
        ),
        weeks.sessions(*HELD, pain=PAIN),
        weeks.checks(6, 5, 1),
    )


@pytest.mark.parametrize("language", languages())
def test_the_sheet_is_one_page_with_words_and_numbers(tmp_path, language):
    write_sheet(tmp_path / "sheet.pdf", TITLE, everything(), language)
    pdf, words = PdfReader(tmp_path / "sheet.pdf"), catalogue(language)
    text = re.sub(r"\s+", " ", pdf.pages[0].extract_text())
    assert len(pdf.pages) == 1
    for code in ("changed.title", "changed.counts", "changed.name.hip_extension_deg", "posture.name.hips_deg"):
        assert words.of(code) in text
    assert words.of("safety.not_a_device") in text


def test_a_sheet_of_nothing_says_nothing_false(tmp_path):
    write_sheet(tmp_path / "sheet.pdf", TITLE, [], "en")
    assert "Since the first time" not in PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text()


def test_what_is_written_as_nothing_has_no_sign():
    [trunk] = [row for row in rows_of(everything(), catalogue("en")) if row.name == "Trunk"]
    assert (trunk.change, trunk.word) == ("0.0°", "no clear change")


def test_the_page_shows_posture_over_the_checks_and_judges_nobody(tmp_path):
    page = tmp_path / "progress.html"
    write_page(page, TITLE, weeks.visits({"longest_hold_s": 20.0}), Settings(), postures=weeks.checks(6, 5, 1))
    shown = page.read_text(encoding="utf-8")
    assert "your hips stand 5.0° less far forward" in shown
    assert "Posture check, standing from the side" in shown
    assert 'class="better"' not in shown
    write_page(page, TITLE, weeks.visits({"longest_hold_s": 20.0}), Settings())
    assert "Posture check" not in page.read_text(encoding="utf-8")


def test_the_command_takes_all_that_is_kept_of_the_patient(tmp_path):
    file, sheet = tmp_path / "archive.sqlite", tmp_path / "sheet.pdf"
    with Archive(file) as archive:
        archive.add("P017", weeks.visits({"longest_hold_s": 20.0})[0])
        archive.add_practices("P017", weeks.sessions(*HELD, pain=PAIN), weeks.START)
        for check in weeks.checks(6, 5, 1):
            archive.add_posture("P017", check)
    told = CliRunner().invoke(app, ["progress", "P017", "--archive", str(file), "--sheet", str(sheet)])
    assert told.exit_code == 0, told.output
    said = re.sub(r"\s+", " ", told.stdout)
    assert "Since the first time, with the left knee down, you hold the stretch 18 s longer" in said
    assert "pain before practising is 3 of 10 points less and your hips stand 5.0° less far forward" in said
    assert len(PdfReader(sheet).pages) == 1


def test_the_page_draws_the_own_tuck_over_the_weeks_where_it_was_read_twice(tmp_path):
    page = tmp_path / "progress.html"
    sessions = weeks.sessions(20, 21, 22)

    def read(*degrees):
        parts = [[part.model_copy(update={"own_tuck_deg": deg}) for part in done.parts] for done, deg in degrees]
        kept = [done.model_copy(update={"parts": parts}) for (done, _), parts in zip(degrees, parts, strict=True)]
        write_page(page, TITLE, [], Settings(), kept)
        return page.read_text(encoding="utf-8")

    shown = read(*zip(sessions, (4.5, None, 6.25), strict=True))
    assert "The own full tuck at home" in shown and "[4.5,6.25]" in shown.replace(" ", "")
    assert "The own full tuck at home" not in read(*zip(sessions, (4.5, None, None), strict=True))
