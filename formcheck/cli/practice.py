"""`formcheck live` and `formcheck practice`: the stretch as it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.console import in_one_sentence, say, show
from formcheck.cli.options import LanguageOption, MarkersOption, ModelOption, SettingsOption
from formcheck.messages.message import Message, message

if TYPE_CHECKING:
    from formcheck.records import Frame
    from formcheck.settings import Settings


@in_one_sentence
def live(
    camera: Annotated[str, typer.Option("--camera", metavar="N|URL", help="Number of the webcam, or a stream.")] = "0",
    source: Annotated[
        Path | None, typer.Option("--source", metavar="FILE", help="A video in place of a camera.", show_default=False)
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="No window: print each cue with its time.")] = False,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    markers: MarkersOption = None,
    no_sound: Annotated[bool, typer.Option("--no-sound", help="No sound when a cue comes.")] = False,
    language: LanguageOption = "",
) -> None:
    """Watch you through the webcam and say what to correct.

    Keys in the window: q or Esc quits, r restarts, s swaps the side.
    """
    from formcheck.desktop.chime import Chime
    from formcheck.desktop.live import Terminal, file_as_camera, practise_until_quit
    from formcheck.desktop.window import Window
    from formcheck.messages.safety import NOT_A_DEVICE, STOP_RULES
    from formcheck.pose.weights import find_model
    from formcheck.settings import load_settings, with_marker_colour
    from formcheck.video.camera import Camera
    from formcheck.video.reader import open_source

    thresholds = with_marker_colour(load_settings(settings), markers)
    find_model(model)
    with ExitStack() as opened:
        start: Callable[[], AbstractContextManager[Iterable[Frame]]]
        if source:
            start = partial(file_as_camera, open_source(source))
        else:
            webcam = opened.enter_context(Camera(camera))
            start = lambda: nullcontext(webcam)  # noqa: E731
        view = Terminal(show, language) if headless else opened.enter_context(Window(thresholds, language))
        for text in (NOT_A_DEVICE, *STOP_RULES):
            say(text)
        with suppress(KeyboardInterrupt):  # the way to end without a window
            ring = Chime(muted=no_sound).ring
            practise_until_quit(start, thresholds, model, view, ring, calibrate=source is None)


@in_one_sentence
def start() -> None:
    """Open the start page in the browser: practise, or review videos. Ctrl-C ends it."""
    from formcheck.pose.weights import find_model
    from formcheck.settings import load_settings
    from formcheck.web.serve import START, PageServer, serve

    find_model("full")
    with suppress(KeyboardInterrupt):  # the way to end
        serve(load_settings(None), "full", PageServer(), typer.echo, page=START)


@in_one_sentence
def practice(
    plan: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PLAN]",
            help="The plan of your clinic: its file, or a picture of its QR code. It is remembered.",
            show_default=False,
        ),
    ] = None,
    new_clinic: Annotated[
        bool, typer.Option("--new-clinic", help="The plan comes from another clinic than the one before.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 0,
    phone: Annotated[
        bool, typer.Option("--phone", help="Practise on a phone or tablet in this network: prints a code to scan.")
    ] = False,
    host: Annotated[
        str,
        typer.Option(
            "--host",
            help="Name of this computer, for other devices; needs TLS, which --phone makes.  [default: 127.0.0.1]",
            show_default=False,
        ),
    ] = "",
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="Certificate for --host.", show_default=False)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its private key.", show_default=False)
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Open the clinician's page, for recorded videos.")] = False,
    keep_in: Annotated[
        Path | None,
        typer.Option(
            "--keep-in",
            metavar="DIR",
            help="Folder for the reviews saved there.  [default: formcheck among your documents]",
            show_default=False,
        ),
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address of the page.")] = False,
    model: ModelOption = "full",
    settings: SettingsOption = None,
    markers: MarkersOption = None,
    language: LanguageOption = "",
) -> None:
    """Open the page that leads you through the stretch by voice and sound. Ctrl-C ends it."""
    from formcheck.pose.weights import find_model
    from formcheck.settings import load_settings, with_marker_colour
    from formcheck.web.serve import LOOPBACK, REVIEW, PageServer, serve

    thresholds = with_marker_colour(load_settings(settings), markers)
    find_model(model)
    if plan is not None:
        _lead_by(plan, new_clinic=new_clinic, phone=phone, host=host)
    if phone:
        return _on_a_phone(thresholds, model, host, port, tls_cert, tls_key, review=review)
    door = PageServer(host or LOOPBACK, port, tls_cert, tls_key)
    if door.far:
        say(message("terminal.far", host=host))
    with suppress(KeyboardInterrupt):  # the way to end
        page = REVIEW if review else ""
        addresses: list[str] = []

        def tell(line: str | Message) -> None:
            if isinstance(line, Message):
                say(line)
                return
            show(line)
            if not addresses:
                say(message("terminal.page_alone" if no_browser else "terminal.page_opens"))
            addresses.append(line)

        serve(thresholds, model, door, tell, open_browser=not no_browser, page=page, keep_in=keep_in)
    return None


def _lead_by(file: Path, *, new_clinic: bool, phone: bool, host: str) -> None:
    """Let a plan lead the person at this computer from now on; say in one sentence whose it is."""
    from formcheck.archive.home_plans import HomePlans, check_in_force, plans_file, today
    from formcheck.errors import FormcheckError
    from formcheck.results.home.plan import plan_sentence
    from formcheck.results.home.qr import carried_by_file
    from formcheck.results.home.signed import PlanError

    if phone or host:
        raise FormcheckError(message("error.typed.plan_elsewhere"))
    text = carried_by_file(file, "plan.refused.no_code")
    signed = HomePlans(plans_file()).take(text, anyway=new_clinic)
    say(plan_sentence(signed.plan))
    try:
        check_in_force(signed, today())
    except PlanError as error:
        say(error.message)  # it begins later, and then leads by itself


def _on_a_phone(
    settings: Settings, model: str, host: str, port: int, certificate: Path | None, key: Path | None, *, review: bool
) -> None:
    """Serve the page of the patient to phones and tablets, and nothing else."""
    from formcheck.cli.phone import PhoneTerminal, phone_door
    from formcheck.errors import FormcheckError
    from formcheck.web.phone.devices import Devices, phone_folder
    from formcheck.web.serve import serve

    if review:
        raise FormcheckError(message("error.typed.phone_review"))
    devices = Devices(phone_folder())
    door = phone_door(host, port, certificate, key)
    with suppress(KeyboardInterrupt):  # the way to end
        serve(settings, model, door, PhoneTerminal(devices).tell, devices=devices)
