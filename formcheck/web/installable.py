"""What a home screen needs of the page: manifest, worker, certificate, and a page while the computer is off."""

from __future__ import annotations

import ssl
from pathlib import Path

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Template

from formcheck.messages.catalogue import catalogue, languages
from formcheck.web.page_texts import for_others

_PATIENT = Path(__file__).parent / "static" / "patient"


def add_installable(app: FastAPI, computer: str, authority: Path | None) -> None:
    """Add the routes.

    Parameters
    ----------
    app
        Of the page.
    computer
        What the computer is called on a page that other devices show; empty for a page of its own.
    authority
        The certificate that a device may be made to trust; None where there is none.
    """

    @app.get("/app.webmanifest")
    def manifest() -> FileResponse:
        return FileResponse(_PATIENT / "app.webmanifest", media_type="application/manifest+json")

    @app.get("/service_worker.js")
    def worker() -> FileResponse:
        # From the top, so that it serves all that lies below.
        return FileResponse(_PATIENT / "service_worker.js", media_type="text/javascript")

    @app.get("/offline.html")
    def offline() -> HTMLResponse:
        page = Template((_PATIENT / "offline.html").read_text(encoding="utf-8"), autoescape=True)
        return HTMLResponse(page.render(languages=[_words(language, computer) for language in languages()]))

    @app.get("/formcheck.crt")
    def certificate() -> Response:
        if authority is None:
            raise HTTPException(404)
        content = ssl.PEM_cert_to_DER_cert(authority.read_text(encoding="ascii"))
        return Response(content, media_type="application/x-x509-ca-cert")


def _words(language: str, computer: str) -> dict[str, str]:
    texts = catalogue(language).page
    if computer:
        texts = for_others(texts, computer)
    return {"language": language, **{key: texts[f"offline.{key}"] for key in ("title", "text", "again")}}
