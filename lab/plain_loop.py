"""The plain MediaPipe loop that the speed benchmark compares with: ``python -m lab.plain_loop FILE MODEL LINES``.

What the examples of MediaPipe do, and nothing more: read a picture, scale it down, `detect_for_video` with the mask.
Nothing of formcheck is imported. Prints how many pictures it saw.
"""

from __future__ import annotations

import sys

import cv2
import mediapipe as mp
from mediapipe.tasks.python import BaseOptions, vision


def loop(file: str, model: str, lines: int) -> int:
    """Look at every picture of a video; return how many there were."""
    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=model),
        running_mode=vision.RunningMode.VIDEO,
        output_segmentation_masks=True,
    )
    video = cv2.VideoCapture(file)
    fps, count = video.get(cv2.CAP_PROP_FPS), 0
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        while True:
            more, image = video.read()
            if not more:
                return count
            rows, columns = image.shape[:2]
            if rows > lines:
                image = cv2.resize(image, (round(columns * lines / rows), lines))
            picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
            landmarker.detect_for_video(picture, round(count / fps * 1000))
            count += 1


if __name__ == "__main__":
    print(loop(sys.argv[1], sys.argv[2], int(sys.argv[3])))
