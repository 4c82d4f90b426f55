import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.desktop import live
from tests.support import clips


def _listens_to_ctrl_c() -> None:
    """Undo what the child inherits where pytest itself runs in the background, deaf to Ctrl-C."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)])
def test_ctrl_c_or_the_system_in_the_middle_leaves_nothing(tmp_path, ending):
    out: Path = tmp_path / "results"
    review = subprocess.Popen(
        [sys.executable, "-m", "formcheck", "review", str(clips.GOOD), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_listens_to_ctrl_c,
    )
    try:
        while review.poll() is None and not any(f.stat().st_size > 0 for f in out.glob(".*/keypoints.csv.*.part")):
            time.sleep(0.02)
        review.send_signal(ending)
        said, told = review.communicate(timeout=60)
    finally:
        review.kill()
    assert (review.returncode, said) == (130, "")
    assert told.strip() == "Stopped: nothing half-written is left behind."
    assert not out.exists()


def test_ctrl_c_is_the_way_to_end_a_headless_practice(monkeypatch):
    def stopped(*_, **_how):
        raise KeyboardInterrupt

    monkeypatch.setattr(live, "practise_until_quit", stopped)
    told = CliRunner().invoke(app, ["live", "--headless", "--no-sound", "--source", str(clips.GOOD)])
    assert told.exit_code == 0
