"""Opening and closing the door of the page: damaged TLS files, and a hasty Ctrl-C."""

import builtins
import os
import signal
import subprocess
import sys
import time

import pytest

from formcheck.__main__ import main
from formcheck.system.failures import EXIT_STOPPED
from formcheck.web.serve import PageServer, PageServerError


def test_damaged_tls_files_are_one_sentence(tmp_path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    for file in (certificate, key):
        file.write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", encoding="utf-8")
    with pytest.raises(PageServerError, match="cannot be used together as certificate and key"):
        PageServer("clinic.example", 0, certificate, key).check()


def test_pressing_ctrl_c_twice_ends_it_without_a_traceback(tmp_path):
    command = [sys.executable, "-m", "formcheck", "practice", "--no-browser"]
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http")
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=120)
    assert "Traceback" not in said
    assert "Ctrl-C ends it" in said  # what to do with the address is said in words


def test_ctrl_c_while_it_is_still_being_loaded_is_no_traceback(monkeypatch, capfd):
    load = builtins.__import__

    def stopped(name, *more, **how):
        if name == "formcheck.cli":
            raise KeyboardInterrupt
        return load(name, *more, **how)

    monkeypatch.setattr(builtins, "__import__", stopped)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == EXIT_STOPPED
    assert capfd.readouterr() == ("", "")
