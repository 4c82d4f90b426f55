"""The documentation: it builds without a network, asks nobody for anything, and says what the program does."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from formcheck.settings import Section, Settings
from tests.support import stored as made
from tests.support.clips import pictures, write_clip

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LARGEST_KB = 1500


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The built pages."""
    missing = [name for name in ("mkdocs", "material", "mkdocstrings") if find_spec(name) is None]
    if missing and not os.environ.get("FORMCHECK_CI"):
        pytest.skip(f"{missing[0]} is not installed: pip install 'formcheck[docs]'")
    out = tmp_path_factory.mktemp("site")
    shut = {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(out)],
        cwd=ROOT,
        env=os.environ | shut | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return out


class Requests(HTMLParser):
    """Collects what a browser would fetch by itself for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.urls += [values[name] or "" for name in ("src", "srcset", "data", "poster") if name in values]
        if tag == "link" and "canonical" not in (values.get("rel") or ""):
            self.urls.append(values.get("href") or "")


def test_a_page_asks_nobody_for_anything(site):
    pages = list(site.rglob("*.html"))
    assert len(pages) > 12
    for page in pages:
        found = Requests()
        found.feed(page.read_text(encoding="utf-8"))
        assert found.urls
        assert not [url for url in found.urls if re.match(r"(?:[a-z]+:)?//", url)], page
    for style in site.rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_setting_is_explained(site):
    page = (site / "settings.html").read_text(encoding="utf-8")

    def keys(part: Section) -> set[str]:
        inner = [getattr(part, name) for name in type(part).model_fields]
        return set(type(part).model_fields).union(*(keys(each) for each in inner if isinstance(each, Section)))

    missing = {key for key in keys(Settings()) if not re.search(rf"\b{key}\b", page)}
    assert not missing


@pytest.mark.parametrize(("page", "source"), [("accuracy/limbs", "lab/ACCURACY.md"), ("accuracy/tilt", "lab/TILT.md")])
def test_what_others_write_is_included_and_not_copied(site, page, source):
    words = (ROOT / source).read_text(encoding="utf-8").splitlines()[2]
    html = re.sub(r"<[^>]+>", "", (site / f"{page}.html").read_text(encoding="utf-8"))
    assert words[:60] in html


def test_the_sections_of_the_readme_that_pages_ask_for_are_there(site):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = {
        found for page in DOCS.glob("*.md") for found in re.findall(r"\{\{ readme: (.+?) \}\}", page.read_text("utf-8"))
    }
    assert asked <= set(re.findall(r"^## (.+)$", readme, re.MULTILINE))
    assert not [page for page in site.rglob("*.html") if "{{ readme" in page.read_text("utf-8")]
    assert "opens the page that leads you through the stretch" in (site / "index.html").read_text("utf-8")


def test_links_lead_somewhere_where_the_repository_is_read():
    made = {"settings.md"} | {f"accuracy/{page}.md" for page in ("limbs", "tilt", "posture", "networks", "speed")}
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert target in made or (DOCS / target).exists(), f"{page.name}: {target}"


def test_a_link_out_of_the_pages_leads_to_the_page_made_of_it(site):
    html = (site / "numbers.html").read_text("utf-8")
    assert 'href="accuracy/tilt.html"' in html
    assert "../lab" not in html


def test_every_page_is_in_the_contents():
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert not [page.name for page in DOCS.glob("*.md") if not re.search(rf"\b{page.name}$", contents, re.MULTILINE)]


def test_the_pictures_are_small():
    kinds = (".jpg", ".png", ".svg")
    assert sum(path.stat().st_size for path in DOCS.rglob("*") if path.suffix in kinds) < LARGEST_KB * 1000


def test_the_examples_run(tmp_path, monkeypatch, capsys):
    (tmp_path / "samples").mkdir()
    write_clip(tmp_path / "samples" / "over_lunge.mp4", pictures(count=12))
    made.store(tmp_path / "results" / "left")
    monkeypatch.chdir(tmp_path)
    examples = re.findall(
        r"^```python\n(.*?)^```$", (DOCS / "api.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(examples) == 5
    for example in examples:
        exec(compile(example, "docs/api.md", "exec"), {})
    assert "right knee down: 33 of 30 s" in capsys.readouterr().out
    assert (tmp_path / "results" / "left" / "markers.trc").exists()
