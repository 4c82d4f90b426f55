"""What a browser lets a report do that is shown from here: its own scripts run, and nothing is fetched or sent."""

from __future__ import annotations

import base64
import hashlib
import re

_NONE = "'none'"
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)


def policy_for(report: str) -> str:
    """Return the Content-Security-Policy for the text of a report: the scripts in it, by their hashes, and no other.

    A report works by itself, so it needs nothing from the server but the video beside it.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(report))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {scripts or _NONE}; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
        "media-src 'self'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
