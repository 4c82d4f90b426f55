"""How quickly the practice page answers: ``python -m lab.practice_latency`` runs it in headless Chromium.

Clips stand in for the camera: a right-knee hold and a left-knee hold in turns, so that every practice is done and
another begins. ``--sessions 4`` opens four patients at once, ``--minutes 60`` shows whether memory or lag grow.
What is measured is the page's own: from the capture of a picture to the answer drawn over it, over the last 600.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from tests.support.browser import TAUGHT
from tests.support.chromium import chromium
from tests.support.practice_page import Server, camera_file, empty_room, jpegs_of, still

SAMPLES = Path(__file__).parents[1] / "samples"
HOLDS = ("good_right_knee", "good_left_knee")
SETTINGS = "[practice]\npatients = 16\n"
WARM_S = 20.0
LOOK_EVERY_S = 5.0


@dataclass
class Session:
    """One patient.

    Attributes
    ----------
    page
        Their browser tab.
    looks
        What the page's meter said, every few seconds: delays in milliseconds, pictures a second.
    practices
        How many they have finished.
    """

    page: Any
    looks: list[dict[str, float]] = field(default_factory=list)
    practices: int = 0

    def begin(self, url: str) -> None:
        """Go to the lunge."""
        self.page.add_init_script(TAUGHT)
        self.page.goto(url)
        self.page.click("#flags-no")
        self.page.uncheck("#part-rest")
        self.page.click("#begin")

    def look(self) -> None:
        """Read the meter; begin anew where a practice is over."""
        if self.page.locator("[data-view=summary]:not([hidden])").count():
            self.practices += 1
            self.page.click("[data-view=summary] [data-go=routine]")
            self.page.click("#begin")
        numbers = self.page.evaluate("globalThis.formcheck.meter.numbers")
        if numbers:
            self.looks.append(numbers)


def megabytes(pid: int) -> float:
    """Return the memory that a process holds, by the Linux kernel's count; NaN elsewhere."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def measure(sessions: int, seconds: float, folder: Path) -> tuple[list[Session], list[float]]:
    """Let patients practise for some time; return them, and the server's memory over that time, megabytes."""
    pictures: list[bytes] = []
    for name in HOLDS:
        jpegs = jpegs_of(SAMPLES / f"{name}.mp4")
        pictures += still(jpegs, 12) + jpegs * 6 + empty_room(4)
    camera = camera_file(folder / "camera.mjpeg", pictures)
    server = Server(folder, settings=SETTINGS)
    server.start()
    memory: list[float] = []
    try:
        with chromium(camera) as browser:
            patients = [Session(browser.new_context().new_page()) for _ in range(sessions)]
            for patient in patients:
                patient.begin(server.url)
            time.sleep(WARM_S)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(LOOK_EVERY_S)
                for patient in patients:
                    patient.look()
                memory.append(megabytes(server.pid))
    finally:
        server.end()
    return patients, memory


def table_of(patients: list[Session]) -> Table:
    """Lay out how each patient was answered: at the end, and in brackets at the beginning."""
    table = Table("patient", "median ms", "19 of 20 within ms", "pictures a second", "practices done")
    for number, patient in enumerate(patients, start=1):
        if not patient.looks:
            table.add_row(str(number), "never answered", "", "", "")
            continue
        first, last = patient.looks[0], patient.looks[-1]
        cells = [f"{last[key]:g} ({first[key]:g})" for key in ("median", "p95", "rate")]
        table.add_row(str(number), *cells, str(patient.practices))
    return table


def main(
    minutes: Annotated[float, typer.Option(min=0.2, help="How long, after a warm-up of 20 s.")] = 1.0,
    sessions: Annotated[int, typer.Option(min=1, max=16, help="How many practise at once.")] = 1,
) -> None:
    """Measure from the camera to the answer drawn, the pictures a second, and whether memory grows."""
    with tempfile.TemporaryDirectory() as folder:
        patients, memory = measure(sessions, 60 * minutes, Path(folder))
    console = Console()
    console.print(table_of(patients))
    console.print(f"server memory: {memory[0]:.0f} MB after the warm-up, {memory[-1]:.0f} MB at the end")
    if any(not patient.looks for patient in patients):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
