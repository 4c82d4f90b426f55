"""`formcheck settings` and `formcheck doctor`: formcheck itself."""

from __future__ import annotations

import typer

from formcheck import __version__
from formcheck.cli.console import in_one_sentence, in_words, text
from formcheck.cli.options import LanguageOption, SettingsOption
from formcheck.system.failures import EXIT_BAD_INPUT


@in_one_sentence
def show_settings(settings: SettingsOption = None, language: LanguageOption = "") -> None:
    """Print all settings as TOML, with their units and meaning."""
    from formcheck.settings import load_settings, settings_toml

    typer.echo(settings_toml(load_settings(settings)), nl=False)


@in_one_sentence
def doctor(language: LanguageOption = "") -> None:
    """Tell what is here, what is missing, and how to fix it."""
    from formcheck.cli.doctor import State, examine

    findings = examine()
    typer.echo(f"formcheck {__version__}")
    for finding in findings:
        state = text(f"doctor.state.{finding.state}")
        typer.echo(f"{state:<6}{in_words(finding.name):<22}{in_words(finding.found)}")
        if finding.fix:
            typer.echo(f"{'':<28}{text('doctor.fix', how=finding.fix)}")
    if any(finding.state is State.WRONG for finding in findings):
        raise typer.Exit(EXIT_BAD_INPUT)
