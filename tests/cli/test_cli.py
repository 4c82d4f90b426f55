import importlib
import subprocess
import sys
import tomllib

from typer.testing import CliRunner

from formcheck import __version__
from formcheck.cli import app, doctor
from formcheck.pose import weights
from formcheck.settings import Settings

run = CliRunner().invoke


def test_version_is_the_package_version():
    told = run(app, ["--version"])
    assert (told.exit_code, told.stdout) == (0, f"formcheck {__version__}\n")


def test_help_does_not_wait_for_heavy_imports():
    """Start-up of --help stays under half a second only while these are imported inside the commands."""
    code = (
        "import sys; from formcheck.cli import app; from typer.testing import CliRunner; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; "
        "print(sorted({'numpy', 'cv2', 'mediapipe', 'av', 'pydantic', 'plotly'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_settings_prints_every_setting_as_toml_that_reads_back():
    told = run(app, ["settings"])
    assert told.exit_code == 0
    assert Settings.model_validate(tomllib.loads(told.stdout)) == Settings()


def test_settings_shows_a_patients_own_targets(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[phases]\nhold_target_s = 20\n", encoding="utf-8")
    told = run(app, ["settings", "--settings", str(own)])
    assert "hold_target_s = 20.0" in told.stdout


def test_unknown_setting_is_named_in_one_sentence(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[phases]\nhold_goal = 20\n", encoding="utf-8")
    told = run(app, ["settings", "--settings", str(own)])
    assert told.exit_code == 2
    assert told.stdout == ""
    assert "phases.hold_goal" in told.stderr
    assert told.stderr.count("\n") == 1


def test_an_unexpected_failure_is_one_sentence_without_a_traceback(monkeypatch):
    def broken(_path):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.delenv("FORMCHECK_DEBUG", raising=False)
    monkeypatch.setattr("formcheck.settings.load_settings", broken)
    told = run(app, ["settings"])
    assert told.exit_code == 1
    assert "nobody thought of this" in told.stderr
    assert told.stderr.count("\n") == 1


def test_debugging_shows_where_an_unexpected_failure_comes_from(monkeypatch):
    def broken(_path):
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setenv("FORMCHECK_DEBUG", "1")
    monkeypatch.setattr("formcheck.settings.load_settings", broken)
    assert isinstance(run(app, ["settings"]).exception, ZeroDivisionError)


def test_doctor_finds_everything_that_formcheck_needs():
    told = run(app, ["doctor"])
    assert told.exit_code == 0, told.stdout
    for name in ("python", "numpy", "opencv", "mediapipe", "av", "pose model", "video codec"):
        assert any(line.startswith("OK") and name in line for line in told.stdout.splitlines()), name
    assert "WRONG" not in told.stdout


def test_doctor_names_the_system_libraries_that_are_missing(monkeypatch):
    def fail(_module):
        raise ImportError("libGL.so.1: cannot open shared object file: No such file or directory")

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(importlib, "import_module", fail)
    findings = doctor.examine()
    assert [f.fix for f in findings if f.name == "mediapipe"] == [f"sudo apt-get install {doctor.DEBIAN_LIBRARIES}"]


def test_doctor_says_when_the_pose_model_is_damaged(monkeypatch, tmp_path):
    (tmp_path / "pose_landmarker_full.task").write_bytes(b"torn")
    monkeypatch.setattr(weights, "model_folders", lambda: [tmp_path])
    told = run(app, ["doctor"])
    assert told.exit_code == 2
    assert "damaged" in told.stdout
