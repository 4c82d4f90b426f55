"""A computer without memory is told as such, whichever library found it out, and nobody's file is blamed for it."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import formcheck
from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import catalogue
from formcheck.messages.message import Message, message
from formcheck.system.failures import EXIT_BAD_INPUT, EXIT_BROKEN, failure, out_of_memory, wall
from formcheck.system.outputs import output_error
from tests.support.clips import SAMPLES

WITHOUT = [
    MemoryError(),
    OSError(errno.ENOMEM, "Cannot allocate memory"),
    OSError("libmediapipe.so: failed to map segment from shared object"),
    RuntimeError("std::bad_alloc"),
    RuntimeError("can't start new thread"),
    ValueError("OpenCV(5.0.0) error: (-4:Insufficient memory) Failed to allocate 3110400000 bytes"),
]
WITH = [
    BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
    FileNotFoundError(errno.ENOENT, "No such file", "cannot allocate memory.mp4"),
    OSError(errno.ENOSPC, "No space left on device"),
    FormcheckError(message("error.output.failed", path="out of memory.mp4", why="cannot allocate memory")),
    ValueError("too many values to unpack"),
]


@pytest.mark.parametrize("error", WITHOUT, ids=lambda error: type(error).__name__)
def test_every_way_in_which_memory_runs_out_has_one_sentence(tmp_path, error):
    assert out_of_memory(error)
    assert failure(error) == (EXIT_BAD_INPUT, Message("error.memory"))
    with pytest.raises(FormcheckError) as refused, wall(FormcheckError(Message("error.video.damaged"))):
        raise error
    assert refused.value.message == Message("error.memory")
    if isinstance(error, OSError):
        assert output_error(tmp_path, error).message == Message("error.memory")


@pytest.mark.parametrize("error", WITH, ids=lambda error: type(error).__name__)
def test_what_has_another_cause_is_not_called_so(error):
    assert not out_of_memory(error)
    code, said = failure(error)
    assert said.code != "error.memory"
    assert code == (EXIT_BAD_INPUT if isinstance(error, FormcheckError) else EXIT_BROKEN)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
def test_a_review_for_which_there_is_no_memory_says_so_and_nothing_else(tmp_path):
    import resource

    env = os.environ | {"PYTHONPATH": str(Path(formcheck.__file__).parents[1]), "HOME": str(tmp_path / "home")}

    def reviewed(megabytes: int) -> subprocess.CompletedProcess[str]:
        limit = megabytes * 1024 * 1024
        typed = ["review", SAMPLES / "over_lunge.mp4", "--out", tmp_path / str(megabytes), "--no-video", "--no-pdf"]
        return subprocess.run(
            [sys.executable, "-m", "formcheck", *map(str, typed)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        )

    without = catalogue("en").text(Message("error.memory"))
    came = [reviewed(megabytes) for megabytes in (850, 1400)]
    assert [one.stderr.splitlines() for one in came if one.returncode] == [[without]] * len(came)
    assert not list(tmp_path.glob("[0-9]*/*"))
