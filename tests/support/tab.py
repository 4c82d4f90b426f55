"""One tab of a browser at the server of the page, without a browser: for the tests of what the two say."""

import struct

import cv2
import numpy as np

from formcheck.web.protocol import PROTOCOL

HOST = "127.0.0.1:8000"
ORIGIN = f"http://{HOST}"
TOKEN = "t" * 43
PAGE = f"/{TOKEN}/"
SOCKET = f"/{TOKEN}/socket"
OURS = {"origin": ORIGIN, "host": HOST}
HELLO = {"browser": "a" * 32, "tab": "1" * 32, "protocol": PROTOCOL}


def picture(captured_ms=1000.0, size=(64, 48)):
    _, jpeg = cv2.imencode(".jpg", np.full((size[1], size[0], 3), 90, np.uint8))
    return struct.pack("<d", captured_ms) + jpeg.tobytes()


class Tab:
    """One tab of a browser, connected."""

    def __init__(self, client, **hello):
        self.connection = client.websocket_connect(SOCKET, headers=OURS)
        self.hello = HELLO | hello

    def __enter__(self):
        self.socket = self.connection.__enter__()
        self.socket.send_json(self.hello)
        self.welcome = self.socket.receive_json()
        return self

    def __exit__(self, *error):
        return self.connection.__exit__(*error)

    def begin(self, **begin):
        self.socket.send_json({"do": "begin", "begin": begin})
        assert self.socket.receive_json() == {"kind": "begun"}

    def show(self, message):
        self.socket.send_bytes(message)
        return self.socket.receive_json()
