"""MediaPipe is imported without what nobody here needs, and without taking it from anybody."""

import subprocess
import sys


def printed(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def test_a_review_starts_without_what_draws_diagrams_or_writes_reports():
    slow = ("matplotlib", "fpdf", "plotly", "pandas")
    code = f"import sys, formcheck.review.run; print([name for name in {slow} if name in sys.modules])"
    assert printed(code) == "[]"


def test_whoever_draws_diagrams_with_mediapipe_in_the_same_program_still_can():
    code = (
        "import formcheck.pose.network; from mediapipe.tasks.python.vision import drawing_utils;"
        "print(drawing_utils.plt.figure.__name__); import matplotlib.pyplot; print(matplotlib.__version__[:0])"
    )
    assert printed(code) == "figure"


def test_matplotlib_imported_before_stays_what_it_is():
    first = "import matplotlib.pyplot as before, sys, formcheck.pose.network"
    code = f"{first}; print(sys.modules['matplotlib.pyplot'] is before)"
    assert printed(code) == "True"
