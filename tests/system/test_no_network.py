"""Nothing of formcheck needs a network: it runs where the computer has none at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALONE = ("unshare", "--user", "--map-root-user", "--net")
"""Runs a command in a network of its own, in which not even the way to this computer itself is open (Linux)."""


def _may_be_alone() -> bool:
    return shutil.which("unshare") is not None and subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("FORMCHECK_CI") and not _may_be_alone(),
        reason="this system gives nobody a network of their own",
    ),
]

SERVED = """
import asyncio, fcntl, json, socket, struct, sys, urllib.request
from pathlib import Path

import websockets

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:  # this computer may talk to itself, to nobody else
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up and running
from formcheck.web.protocol import PROTOCOL
from tests.support.clips import SAMPLES
from tests.support.practice_page import Server, jpegs_of


async def practise(url):
    origin = "/".join(url.split("/", 3)[:3])
    async with websockets.connect(url.replace("http", "ws", 1) + "socket", origin=origin) as socket:
        answers = []

        async def say(what):
            await socket.send(what)
            answers.append(json.loads(await socket.recv())["kind"])

        await say(json.dumps({"browser": "1" * 32, "tab": "1" * 32, "protocol": PROTOCOL}))
        await say(json.dumps({"do": "begin", "begin": {}}))
        for index, jpeg in enumerate(jpegs_of(SAMPLES / "over_lunge.mp4")[:5]):
            await say(struct.pack("<d", 100.0 * (index + 1)) + jpeg)
        return answers


server = Server(Path(sys.argv[1]))
server.start()
try:
    page = urllib.request.urlopen(server.url, timeout=60).read().decode()
    print(*asyncio.run(practise(server.url)))
finally:
    server.end()
print("http://" in page.replace("http://www.w3.org", "") or "https://" in page, len(page) > 1000)
"""


def alone(*command: object) -> subprocess.CompletedProcess[str]:
    """Run a command of this Python where there is no network."""
    words = [*ALONE, sys.executable, *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, timeout=300, cwd=ROOT)


def test_where_there_is_no_network_none_is_reached():
    tried = alone("-c", "import socket; socket.create_connection(('127.0.0.1', 9), 2)")
    assert tried.returncode == 1
    assert "Network is unreachable" in tried.stderr or "Errno 101" in tried.stderr


@pytest.mark.parametrize(
    "command",
    [("demo",), ("review", ROOT / "samples" / "over_lunge.mp4", "--no-video", "--no-pdf")],
    ids=lambda command: command[0],
)
def test_a_video_is_reviewed_without_a_network(tmp_path, command):
    done = alone("-m", "formcheck", *command, "--out", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "over_lunge" / "report.html").stat().st_size > 0
    assert (tmp_path / "posture").exists() == (command == ("demo",))


def test_the_pages_are_served_and_practice_is_judged_without_a_network_and_nothing_elsewhere_is_asked(tmp_path):
    served = alone("-c", SERVED, tmp_path)
    assert served.returncode == 0, served.stderr
    *_, answers, page = served.stdout.splitlines()
    assert answers == "welcome begun seen seen seen seen seen"
    assert page == "False True"
