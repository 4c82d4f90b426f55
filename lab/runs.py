"""Running a program as a process of its own, with its time, its memory, and how busy others kept the computer."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Run:
    """One run of a program.

    Attributes
    ----------
    wall_s, cpu_s
        Seconds from start to end, and of processor time on all cores.
    others
        Share of all cores that other programs kept busy meanwhile, 0-1; NaN where the system does not say.
    memory
        Resident memory over time: (seconds from the start, MB).
    output
        What it printed.
    """

    wall_s: float
    cpu_s: float
    others: float
    memory: list[tuple[float, float]] = field(repr=False)
    output: str = field(repr=False)

    @property
    def peak_mb(self) -> float:
        """Largest resident memory seen, MB."""
        return max((mb for _, mb in self.memory), default=float("nan"))

    def growth_mb_per_minute(self, after: float = 0.3) -> float:
        """Slope of the resident memory once the first `after` (share) of the run is over, MB a minute."""
        late = [(s, mb) for s, mb in self.memory if s > after * self.wall_s]
        if len(late) < 10:
            return float("nan")
        seconds, megabytes = np.array(late).T
        return float(np.polyfit(seconds / 60, megabytes, 1)[0])


def run(command: Sequence[str], every_s: float = 0.5, whole_family: bool = False) -> Run:
    """Run a program to its end.

    Parameters
    ----------
    command
        Program and arguments.
    every_s
        Time between two looks at its memory, seconds.
    whole_family
        Count the memory of the processes it starts, too.

    Raises
    ------
    subprocess.CalledProcessError
        It failed.
    """
    memory: list[tuple[float, float]] = []
    own, busy, start = _cpu_of_children_s(), _busy_s(), time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(every_s):
                pids = [process.pid, *(_children(process.pid) if whole_family else ())]
                known = [mb for mb in map(_resident_mb, pids) if mb is not None]
                if known:
                    memory.append((time.monotonic() - start, sum(known)))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        output, _ = process.communicate()
        ended.set()
        watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output)
    wall_s, cpu_s = time.monotonic() - start, _cpu_of_children_s() - own
    others = (_busy_s() - busy - cpu_s) / (wall_s * (os.cpu_count() or 1))
    return Run(wall_s, cpu_s, max(others, 0.0), memory, output)


def _cpu_of_children_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _busy_s() -> float:
    """Seconds in which the cores of the computer have been busy since it was started."""
    try:
        ticks = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
    except OSError:
        return float("nan")
    user, nice, system, _, _, interrupt, soft_interrupt, stolen = (int(tick) for tick in ticks[:8])
    return (user + nice + system + interrupt + soft_interrupt + stolen) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    try:
        listed = [Path(f"/proc/{pid}/task/{thread.name}/children") for thread in Path(f"/proc/{pid}/task").iterdir()]
        own = [int(child) for path in listed for child in path.read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [each for child in own for each in (child, *_children(child))]


def _resident_mb(pid: int) -> float | None:
    try:
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return None
