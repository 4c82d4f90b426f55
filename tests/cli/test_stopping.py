import signal
import subprocess
import sys
import time
from pathlib import Path

import clips


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path):
    out: Path = tmp_path / "results"
    review = subprocess.Popen(
        [sys.executable, "-m", "formcheck", "review", str(clips.GOOD), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while review.poll() is None and not any(f.stat().st_size > 0 for f in out.glob(".*/keypoints.csv.part")):
            time.sleep(0.02)
        review.send_signal(signal.SIGINT)
        said, told = review.communicate(timeout=60)
    finally:
        review.kill()
    assert (review.returncode, said) == (130, "")
    assert told.strip() == "Stopped: nothing half-written is left behind."
    assert not out.exists()
