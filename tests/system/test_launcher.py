"""The launcher of each system: where it lies, what it holds, and that it leaves other people's files alone."""

import configparser
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from formcheck.cli import app
from formcheck.errors import FormcheckError
from formcheck.messages.catalogue import languages
from formcheck.system.launcher import install, launcher, remove

SYSTEMS = ("linux", "darwin", "win32")
ODD = '/home/a b/100% $x`y"z\\w/bin/python'


@pytest.mark.parametrize(
    ("system", "place"),
    [
        ("linux", ".local/share/applications/formcheck.desktop"),
        ("darwin", "Applications/formcheck.command"),
        ("win32", "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/formcheck.cmd"),
    ],
)
def test_each_system_gets_its_launcher_where_it_looks_for_it_and_loses_it_again(tmp_path, system, place):
    door = launcher(system, tmp_path, "/opt/python", {})
    assert install(door) == tmp_path / place
    assert install(door) == tmp_path / place  # again, after an update
    assert (tmp_path / place).read_bytes().decode() == door.text
    assert os.name == "nt" or (tmp_path / place).stat().st_mode & 0o111  # can be run
    assert (remove(door), remove(door)) == (True, False)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_menus_lie_where_the_environment_says(tmp_path):
    linux = launcher("linux", tmp_path, "python", {"XDG_DATA_HOME": str(tmp_path / "data")})
    windows = launcher("win32", tmp_path, "python", {"APPDATA": str(tmp_path / "roaming")})
    assert linux.file.is_relative_to(tmp_path / "data") and windows.file.is_relative_to(tmp_path / "roaming")


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_file_of_somebody_else_is_neither_replaced_nor_removed(tmp_path, system):
    door = launcher(system, tmp_path, "python", {})
    door.file.parent.mkdir(parents=True)
    door.file.write_text("mine")
    for act in (install, remove):
        with pytest.raises(FormcheckError, match="not from formcheck"):
            act(door)
    assert door.file.read_text() == "mine"


def entry(door):
    read = configparser.RawConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]
    read.read_string(door.text)
    return dict(read["Desktop Entry"])


def test_the_entry_of_the_menu_has_what_freedesktop_asks_for_in_every_language(tmp_path):
    door = launcher("linux", tmp_path, "/opt/python", {})
    told = entry(door)
    assert (told["Type"], told["Name"], told["Terminal"]) == ("Application", "formcheck", "true")
    assert told["Exec"] == '"/opt/python" -m formcheck'
    assert {f"Comment[{tag}]" for tag in languages() if tag != "en"} <= set(told)
    install(door)
    assert door.picture is not None and door.picture.stem == told["Icon"] and "<svg" in door.picture.read_text()


def exec_arguments(value):
    """Read ``Exec=`` as the specification says: backslashes of the file, then quotes, then percent signs."""
    once = value.replace("\\\\", "\\")
    parts = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', once)
    return [re.sub(r"\\(.)", r"\1", quoted).replace("%%", "%") or plain for quoted, plain in parts]


def test_odd_letters_in_the_place_of_python_are_quoted(tmp_path):
    assert exec_arguments(entry(launcher("linux", tmp_path, ODD, {}))["Exec"]) == [ODD, "-m", "formcheck"]
    command = launcher("darwin", tmp_path, ODD, {}).text.splitlines()[-1]
    assert shlex.split(command) == ["exec", ODD, "-m", "formcheck"]
    assert (
        '"C:\\100%% sure\\python.exe" -m formcheck\r\n'
        in launcher("win32", tmp_path, "C:\\100% sure\\python.exe", {}).text
    )


@pytest.mark.skipif(os.name == "nt", reason="a file for sh")
def test_the_command_file_starts_the_python_it_names(tmp_path):
    python = tmp_path / "a b" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    file = install(launcher("darwin", tmp_path, str(python), {}))
    assert subprocess.run([file], capture_output=True, text=True, check=True).stdout == "-m formcheck\n"


def test_the_command_installs_and_removes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for name in ("XDG_DATA_HOME", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    installed = CliRunner().invoke(app, ["launcher", "install"])
    assert installed.exit_code == 0, installed.output
    door = launcher(home=tmp_path)
    assert sys.executable in door.file.read_text(encoding="utf-8") and str(door.file) in installed.output
    assert CliRunner().invoke(app, ["launcher", "remove"]).exit_code == 0
    assert not door.file.exists()
