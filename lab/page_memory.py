"""Whether the memory of a patient's page comes back: ``python -m lab.page_memory`` opens and closes ten of them.

Against `formcheck practice` as a user starts it; each page practises for some seconds and is closed as a tab is closed,
without a word. What is measured is the memory that the server holds, by the Linux kernel's count.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import struct
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import websockets

from formcheck.web.protocol import PROTOCOL
from lab.practice_latency import SAMPLES, megabytes
from tests.support.practice_page import Server, jpegs_of

SETTINGS = "[practice]\npatients = 16\n"


async def practise(url: str, number: int, jpegs: list[bytes], seconds: float) -> int:
    """Open a page, practise, and close it; return how many pictures were judged."""
    address = url.replace("http", "ws", 1) + "socket"
    origin: Any = url.split("/", 3)[0] + "//" + url.split("/", 3)[2]
    judged = 0
    async with websockets.connect(address, origin=origin) as socket:
        await socket.send(json.dumps({"browser": f"{number:032x}", "tab": "1" * 32, "protocol": PROTOCOL}))
        await socket.recv()
        await socket.send(json.dumps({"do": "begin", "begin": {}}))
        await socket.recv()
        started = time.monotonic()
        for index in itertools.count():
            now = time.monotonic() - started
            if now > seconds:
                break
            await socket.send(struct.pack("<d", 1000 * now) + jpegs[index % len(jpegs)])
            judged += json.loads(await socket.recv()).get("kind") != "bad"
            await asyncio.sleep(max(0.0, 1 / 20 - (time.monotonic() - started - now)))
    return judged


def measure(pages: int, seconds: float, wait_s: float, together: bool) -> list[tuple[str, float]]:
    """Open and close pages; return the memory of the server at each moment, megabytes."""
    jpegs = jpegs_of(SAMPLES / "good_right_knee.mp4")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), settings=SETTINGS)
        server.start()
        held = [("started", megabytes(server.pid))]
        try:

            async def one(number: int) -> None:
                judged = await practise(server.url, number, jpegs, seconds)
                held.append((f"page {number + 1}, {judged} pictures", megabytes(server.pid)))

            async def everybody() -> None:
                if together:
                    await asyncio.gather(*(one(number) for number in range(pages)))
                else:
                    for number in range(pages):
                        await one(number)

            asyncio.run(everybody())
            for waited in range(1, 5):
                time.sleep(wait_s / 4)
                held.append((f"{waited * wait_s / 4:.0f} s after the last", megabytes(server.pid)))
        finally:
            server.end()
    return held


def main(
    pages: Annotated[int, typer.Option(help="How many are opened and closed.")] = 10,
    seconds: Annotated[float, typer.Option(help="How long each practises.")] = 6.0,
    wait_s: Annotated[float, typer.Option(help="How long is waited after the last has closed.")] = 100.0,
    together: Annotated[bool, typer.Option(help="All at once, not one after another.")] = False,
) -> None:
    """Print the memory of the server as pages open and close."""
    for when, megabytes_held in measure(pages, seconds, wait_s, together):
        print(f"{megabytes_held:6.0f} MB  {when}")


if __name__ == "__main__":
    typer.run(main)
