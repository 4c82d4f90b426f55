"""The log: every failure with the way it took, and nobody's name."""

import logging
import subprocess
import sys
from multiprocessing import get_context

import pytest

from formcheck.errors import FormcheckError
from formcheck.messages.message import message
from formcheck.settings import load_settings
from formcheck.system import log as log_module
from formcheck.system.failures import failure
from formcheck.system.log import FOLDER_VARIABLE, LARGEST_BYTES, SAME_A_MINUTE, log_failure, log_file, start_log
from formcheck.validation.instrument import _number
from formcheck.video.reader import open_source
from tests.support.logs import Log

LOGGER = logging.getLogger("formcheck.somewhere")


@pytest.fixture
def log(tmp_path, monkeypatch):
    return Log(tmp_path / "log", monkeypatch)


def caught(work, *arguments):
    """Return what `work` raises."""
    with pytest.raises(BaseException) as info:
        work(*arguments)
    return info.value


def test_the_file_lies_in_the_users_own_data_unless_another_folder_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv(FOLDER_VARIABLE)
    monkeypatch.setattr(log_module, "user_data_path", lambda name, appauthor: tmp_path / name)
    assert log_file() == tmp_path / "formcheck" / "log" / "formcheck.log"
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "other"))
    assert log_file() == tmp_path / "other" / "formcheck.log"


def test_a_refusal_is_logged_by_its_code_with_what_it_came_from_and_no_name(log, tmp_path):
    failure(caught(open_source, tmp_path / "Anna Smith.mp4"))
    log.holds("VideoError error.video.missing", "from FileNotFoundError 2 No such file or directory")
    assert "formcheck/video/reader.py:" in log.text
    assert str(tmp_path) not in log.text and "home" not in log.text


def test_the_code_of_a_message_within_a_message_is_there_too(log):
    inner = message("error.video.empty", path="/home/Anna Smith.mp4")
    log_failure(LOGGER, FormcheckError(message("error.validation.nothing", video="Anna.mp4", why=inner)))
    assert "error.validation.nothing (error.video.empty)" in log.text
    assert "Anna" not in log.text


def unplanned(error):
    raise error


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("Unable to open Anna Smith.task"),
        ValueError("could not convert string to float: 'Anna Smith'"),
        KeyError("Anna Smith"),
        OSError(5, "Input/output error", "/home/someone/Anna Smith.mp4"),
        PermissionError(13, "Permission denied", "Anna.mp4", None, "Smith.mp4"),
        FormcheckError(message("error.job.empty", name="Anna Smith")),
        type("StrangeError", (Exception,), {"__module__": "library"})("Anna Smith"),
    ],
)
def test_no_name_is_in_the_words_of_any_failure(log, error):
    log_failure(LOGGER, caught(unplanned, error))
    log.holds(type(error).__name__)
    assert "Smith" not in log.text


def test_what_is_filled_into_a_line_of_the_log_is_left_out(log):
    LOGGER.warning("A file was passed over: %s", "Anna Smith.mp4")
    logging.getLogger("formcheck").error("Cannot open %s", "/home/Anna")
    assert "A file was passed over: %s" in log.text and "Cannot open %s" in log.text
    assert "Anna" not in log.text


def test_what_formcheck_itself_says_of_a_failure_is_kept(log):
    log_failure(LOGGER, caught(_number, "inf"))
    log.holds("ValueError inf", "formcheck/validation/instrument.py:")


def test_other_peoples_files_are_named_by_their_module_only(log):
    log_failure(LOGGER, caught(unplanned, RuntimeError("x")))
    assert "test_log.py" not in log.text
    assert "unplanned" in log.text


def test_a_failure_that_comes_at_every_frame_does_not_push_out_the_others(log):
    error = caught(unplanned, RuntimeError("x"))
    for _ in range(10 * SAME_A_MINUTE):
        log_failure(LOGGER, error)
    assert SAME_A_MINUTE <= log.text.count("RuntimeError") <= 2 * SAME_A_MINUTE  # the minute may turn meanwhile


def test_the_log_stays_small(log, monkeypatch):
    monkeypatch.setattr(log_module, "SAME_A_MINUTE", 10**9)
    error = caught(unplanned, RuntimeError("x"))
    while not (old := log_file().with_name("formcheck.log.1")).exists():
        for _ in range(200):
            log_failure(LOGGER, error)
    assert old.stat().st_size <= LARGEST_BYTES
    assert log_file().stat().st_size <= LARGEST_BYTES


def _fail(number):
    start_log()
    for _ in range(SAME_A_MINUTE):
        log_failure(LOGGER, FormcheckError(message(f"error.number.{number}")))


def test_several_processes_write_whole_lines_into_one_file(log):
    processes = [get_context("spawn").Process(target=_fail, args=(n,)) for n in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    lines = log.text.splitlines()
    assert len(lines) == 2 * SAME_A_MINUTE
    assert all(" WARNING formcheck " in line and "error.number." in line for line in lines)


def test_a_log_that_cannot_be_written_disturbs_nobody(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    Log(tmp_path / "file", monkeypatch)
    log_failure(LOGGER, caught(load_settings, tmp_path / "none.toml"))
    assert capsys.readouterr() == ("", "")


def test_starting_twice_writes_once(log):
    start_log()
    log_failure(LOGGER, RuntimeError("x"))
    assert log.text.count("RuntimeError") == 1


def test_whoever_imports_formcheck_gets_no_file_and_nothing_printed(tmp_path):
    code = (
        "import formcheck, logging\n"
        "from formcheck.system.failures import failure\n"
        "failure(ValueError('x'))\n"
        "print([type(h).__name__ for h in logging.getLogger('formcheck').handlers])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={FOLDER_VARIABLE: str(tmp_path)}
    )
    assert (told.stdout, told.stderr) == ("['NullHandler']\n", "")
    assert list(tmp_path.iterdir()) == []
