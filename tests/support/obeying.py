"""A person who does what the patient's page asks, as its camera: a drawn one who relaxes, tucks or arches."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence

_CAMERA = """
(() => {
  const pictures = %s;
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const pen = canvas.getContext("2d");
  const bytes = (jpeg) => Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
  const images = {};
  for (const [name, jpegs] of Object.entries(pictures))
    Promise.all(jpegs.map((jpeg) => createImageBitmap(new Blob([bytes(jpeg)])))).then((all) => (images[name] = all));
  window.does = null;  // set by a test to something else than what is asked for
  let at = 0;
  setInterval(() => {
    const stage = document.querySelector(".stage");
    const posture = document.getElementById("posture");
    const asked = posture && !posture.hidden ? posture.dataset.posture : null;
    const held = ["tuck", "hold"].includes(stage?.dataset.stage) ? "tuck" : "relax";
    const film = images[window.does ?? (asked === "tuck" ? "tuck" : asked ? "relax" : held)];
    if (!film) return;
    at += 1;
    const place = at %% (2 * film.length - 2);
    pen.drawImage(film[place < film.length ? place : 2 * film.length - 2 - place], 0, 0, 640, 480);
  }, 50);
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
  navigator.permissions.query = async () => ({ state: "granted" });
})();
"""


def obeying_camera(pictures: Mapping[str, Sequence[bytes]]) -> str:
    """Return the script that gives a page this person for its camera.

    Parameters
    ----------
    pictures
        JPEGs by posture, ``relax`` and ``tuck`` at least; each goes to and fro.
    """
    return _CAMERA % json.dumps(
        {name: [base64.b64encode(jpeg).decode() for jpeg in jpegs] for name, jpegs in pictures.items()}
    )
