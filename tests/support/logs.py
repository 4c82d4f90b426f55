"""The log as a test reads it: a folder of its own, and what stands in it."""

from pathlib import Path

import pytest

from formcheck.system.log import FOLDER_VARIABLE, log_file, start_log


class Log:
    """A log that has been started in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
        start_log()

    @property
    def text(self) -> str:
        """What has been written."""
        return log_file().read_text(encoding="utf-8") if log_file().exists() else ""

    def holds(self, *words: str, never: str = "Anna") -> None:
        """Check that a failure with these words is there, with the way it took, and nobody's name."""
        for word in words:
            assert word in self.text, self.text
        assert "    formcheck/" in self.text or "    [" in self.text, self.text  # the traceback
        assert never not in self.text, self.text
