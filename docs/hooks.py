"""What `mkdocs build` makes at build time, so that nothing stands twice.

- ``{{ readme: HEADING }}`` in a page stands for that section of the README.
- Links from a page to files outside `docs/`, right where the repository is read, lead to the pages made of them.
- The tables of `lab/` and the card of the networks become pages as they are; the JSON schemas lie beside them.
- The settings reference is made from `formcheck.settings`.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from formcheck.settings import Section, Settings

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent

INCLUDED = {
    "accuracy/limbs.md": "lab/ACCURACY.md",
    "accuracy/tilt.md": "lab/TILT.md",
    "accuracy/posture.md": "lab/POSTURE.md",
    "accuracy/networks.md": "models/PELVIS.md",
    "accuracy/speed.md": "lab/SPEED.md",
}
"""Pages that are files of the repository."""

COPIED = {
    f"schemas/{name}.schema.json": f"formcheck/results/schemas/{name}.schema.json"
    for name in ("posture", "review", "summary")
}
"""Files that lie beside the pages."""

WIDE = "---\nhide: [toc]\n---\n"
"""At the head of a page: its tables need the width."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    for page, source in INCLUDED.items():
        text = relinked((ROOT / source).read_text(encoding="utf-8"), page, ROOT / source)
        files.append(File.generated(config, page, content=WIDE + text))
    for name, source in COPIED.items():
        files.append(File.generated(config, name, abs_src_path=str(ROOT / source)))
    files.append(File.generated(config, "settings.md", content=settings_page()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the sections of the README in their places, and fix the links."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    own = DOCS / page.file.src_uri
    if own.exists():
        markdown = relinked(markdown, page.file.src_uri, own)
    return re.sub(
        r"^\{\{ readme: (.+?) \}\}$",
        lambda found: relinked(section(readme, found[1]), page.file.src_uri, ROOT / "README.md"),
        markdown,
        flags=re.MULTILINE,
    )


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, down to the next heading of any level.

    Raises
    ------
    ValueError
        There is no such heading.
    """
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,6}} |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"README.md has no section '{heading}'")
    return found[2].strip()


def relinked(text: str, page: str, source: Path) -> str:
    """Point the links and pictures of a file to the pages here; a link to what is not here becomes plain text."""

    def link(found: re.Match[str]) -> str:
        if re.match(r"[a-z]+:", found["target"]):
            return found[0]
        place = _place_of(found["target"], source)
        here = f"{found['picture']}[{found['words']}]({'../' * page.count('/')}{place})"
        return here if place else found["words"]

    return re.sub(r"(?P<picture>!?)\[(?P<words>[^\]]+)\]\((?P<target>[^)]+)\)", link, text)


def settings_page() -> str:
    """Write every setting with its default and its meaning."""
    parts = [
        "# Settings",
        "Every threshold, with its default, as `formcheck settings` prints it. Keep the lines you change in a TOML "
        "file and give it to `--settings`, or keep it for a patient with `formcheck archive goals CODE FILE.toml`; an "
        "unknown key is refused by name. Where a number comes from: [S] a published source, [C] computed from "
        "geometry, [A] an assumption that no study has tested.",
        *_tables("", Settings()),
    ]
    return "\n\n".join(parts) + "\n"


def _tables(path: str, part: Section) -> list[str]:
    plain, tables = [], []
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if isinstance(value, Section):
            below = f"{path}.{name}".lstrip(".")
            about = field.description or (type(value).__doc__ or "").strip()
            heading = "##" if not path else "###"
            tables += [f"{heading} `[{below}]`", about, *_tables(below, value)]
        else:
            plain.append(f"| `{name}` | {_shown(value)} | {field.description} |")
    return [*(["\n".join(["| key | default | meaning |", "|---|---|---|", *plain])] if plain else []), *tables]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return " … ".join(_shown(each) for each in value)
    if isinstance(value, float) and math.isinf(value):
        return "no limit"
    return (
        "yes" if value is True else "no" if value is False else f"{value:g}" if isinstance(value, float) else str(value)
    )


def _place_of(target: str, source: Path) -> str | None:
    """Return where in the documentation is what a file links to; None where it is not."""
    path, hash_sign, heading = target.partition("#")
    if not path:
        return target
    there = (source.parent / path).resolve()
    if there.is_relative_to(DOCS):
        return there.relative_to(DOCS).as_posix() + hash_sign + heading
    places = {(ROOT / file).resolve(): page for page, file in (INCLUDED | COPIED).items()}
    return places.get(there)
