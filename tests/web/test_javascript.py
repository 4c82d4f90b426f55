"""The pages' scripts: their own tests, their style and their types, with the tools of `.ci/js`."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / ".ci" / "js"
TESTS = sorted((ROOT / "tests/web/js").glob("*.test.mjs"))
MUST = bool(os.environ.get("FORMCHECK_CI"))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def need(there, how):
    """Skip on a newcomer's machine what is missing there, but never where formcheck is checked before it lands."""
    if not there and not MUST:
        pytest.skip(how)


def test_countdown_glide_timeline_stage_and_upgrade_do_what_they_should():
    need(shutil.which("node"), "no Node here: apt-get install nodejs")
    assert TESTS
    run("node", "--test", *map(str, TESTS))


@pytest.mark.parametrize("check", ["lint", "types"])
def test_the_scripts_are_clean(check):
    need((CHECKS / "node_modules").is_dir(), "no checks here: npm install --no-package-lock --prefix .ci/js")
    run("npm", "run", "--silent", "--prefix", str(CHECKS), check)


def scripts(*suffixes):
    files = sorted(file for file in (ROOT / "formcheck/web/static").rglob("*") if file.suffix in suffixes)
    assert files
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def test_privates_are_marked_in_one_way():
    assert [name for name, text in scripts(".js").items() if "this._" in text] == []


def test_no_command_line_option_is_shown_in_the_browser():
    properties = {name for text in scripts(".css").values() for name in re.findall(r"--[a-z][\w-]+", text)}
    for name, text in scripts(".js", ".html", ".svg").items():
        assert set(re.findall(r"(?<![\w-])--[a-z][\w-]+", text)) <= properties, name
