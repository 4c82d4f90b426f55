"""The report in a real browser: the video follows the curves and the curves the video, and nothing leaves the page."""

import re
from contextlib import closing, contextmanager

import pytest

from formcheck.messages.catalogue import languages
from tests.support import reports
from tests.support.chromium import CHROMIUM

pytestmark = pytest.mark.browser
PATIENCE_MS = 240_000
"""A slow machine is no failure: every test waits for a state, as long as this."""
LEAST_S = 0.06
"""A frame of these videos lasts 0.1 s."""


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def opened(browser, path, **context):
    """Open a report from its file; what it asks for is watched."""
    settings = {"viewport": {"width": 1400, "height": 900}, "offline": True} | context
    with closing(browser.new_context(**settings)) as fresh:
        page = fresh.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.set_default_navigation_timeout(PATIENCE_MS)
        errors, asked = [], []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector(".playhead:not([hidden])", state="attached")
        if page.query_selector("video"):
            page.wait_for_function("() => (v => v.readyState > 1 || v.error)(document.querySelector('video'))")
        yield page
        assert errors == []
        assert {url for url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()


def video_s(page):
    """Wait until the video has sought, and tell where it is."""
    page.wait_for_function("() => !document.querySelector('video').seeking")
    return page.evaluate("document.querySelector('video').currentTime")


def head_s(page):
    return float(page.get_attribute(".playhead b", "aria-valuenow"))


@pytest.fixture(scope="module")
def folder(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    reports.make(folder)
    return folder


@pytest.fixture(scope="module")
def page(browser, folder):
    with opened(browser, folder / "report.html") as page:
        yield page


def test_a_click_on_a_fault_takes_video_and_playhead_to_its_worst(page):
    worst = float(page.get_attribute(".moments tr:has-text('Over-lunging')", "data-t"))
    page.click(".moments tr:has-text('Over-lunging')")
    assert video_s(page) == pytest.approx(worst, abs=LEAST_S)
    assert head_s(page) == pytest.approx(worst, abs=LEAST_S)
    assert "now" in page.get_attribute(".moments tr:has-text('Over-lunging')", "class")


def test_a_click_on_a_curve_takes_the_video_there(page):
    page.locator("#plots").scroll_into_view_if_needed()
    box = page.locator("#plots .nsewdrag").nth(3).bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"], steps=3)
    page.wait_for_timeout(200)  # Plotly takes the mouse in after a moment
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    first, last = page.evaluate("document.getElementById('plots')._fullLayout.xaxis.range")
    page.wait_for_function(
        "(t) => Math.abs(document.querySelector('video').currentTime - t) < 0.4", arg=(first + last) / 2
    )
    assert head_s(page) == pytest.approx(video_s(page), abs=LEAST_S)


def test_a_click_on_a_key_frame_shows_it_in_the_video(page):
    button = page.locator("figure button").nth(1)
    button.click()
    assert video_s(page) == pytest.approx(float(button.get_attribute("data-t")), abs=LEAST_S)
    page.wait_for_function(
        "() => (b => b.top >= 0 && b.bottom <= innerHeight)(document.querySelector('video').getBoundingClientRect())"
    )


def test_the_playhead_runs_along_while_the_video_plays(page):
    page.click("[data-t]")
    before, left = head_s(page), page.locator(".playhead").bounding_box()["x"]
    readings = page.locator(".reading").all_inner_texts()
    page.click("[data-do=play]")
    page.wait_for_function("(t) => Number(document.querySelector('.playhead b').ariaValueNow) > t + 1", arg=before)
    page.click("[data-do=play]")
    assert page.locator(".playhead").bounding_box()["x"] > left + 3
    assert page.locator(".reading").all_inner_texts() != readings


def test_the_angles_at_the_playhead_are_those_of_the_curves(page):
    page.click(".moments tr:has-text('Over-lunging')")
    traces = page.evaluate("JSON.parse(document.getElementById('timeline').textContent).figure.data")
    lunge = next(trace for trace in traces if trace.get("meta") == "lunge_deg")
    (value,) = (y for x, y in zip(lunge["x"], lunge["y"], strict=True) if abs(x - head_s(page)) < 0.01)
    assert f"{value:.1f}°" in page.locator(".reading").all_inner_texts()


def test_the_keyboard_alone_goes_everywhere(page):
    page.focus(".playhead b")
    page.keyboard.press("Home")
    assert head_s(page) == 0
    page.keyboard.press("ArrowRight")
    assert head_s(page) == pytest.approx(1, abs=0.01)
    page.keyboard.press(".")
    assert head_s(page) == pytest.approx(1.1, abs=0.01)
    page.keyboard.press("n")
    stops = page.evaluate("JSON.parse(document.getElementById('timeline').textContent).stops")
    assert head_s(page) == pytest.approx(next(t for t in stops if t > 1.2), abs=0.01)
    assert video_s(page) == pytest.approx(head_s(page), abs=LEAST_S)
    page.focus(".moments button >> nth=0")
    page.keyboard.press("Enter")
    assert head_s(page) == pytest.approx(float(page.get_attribute(".moments tr[data-t] >> nth=0", "data-t")), abs=0.01)


def test_a_report_without_its_video_still_reads_the_curves(browser, tmp_path):
    reports.make(tmp_path)
    (tmp_path / "annotated.mp4").unlink()
    with opened(browser, tmp_path / "report.html") as page:
        page.wait_for_selector(".gone:not([hidden])")
        page.click(".moments tr:has-text('Over-lunging')")
        assert head_s(page) == pytest.approx(15.5, abs=0.2)


def test_a_report_that_never_had_a_video_has_no_place_for_one(browser, tmp_path):
    reports.make(tmp_path, video=False)
    with opened(browser, tmp_path / "report.html", viewport={"width": 390, "height": 844}) as page:
        assert page.query_selector("video, .gone") is None
        page.click("figure button >> nth=0")
        assert head_s(page) > 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


CUT = """() => [...document.querySelectorAll(".card, .scroll")].filter((e) => e.scrollWidth > e.clientWidth)
  .map((e) => e.innerText.slice(0, 60))"""


@pytest.mark.parametrize("language", list(languages()))
@pytest.mark.parametrize("width", [390, 320])
def test_no_table_is_cut_on_a_phone_in_any_language(browser, tmp_path, language, width):
    reports.make(tmp_path, video=False, language=language)
    with opened(browser, tmp_path / "report.html", viewport={"width": width, "height": 844}) as page:
        assert page.query_selector("table.sides") is not None
        assert page.evaluate(CUT) == []


def prints_on_two_pages(page):
    pdf = page.pdf(prefer_css_page_size=True)
    sizes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [round(float(side)) for side in sizes[0]] == [595, 842]  # A4 in points
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == 2


def test_it_prints_on_two_pages_and_is_on_the_screen_as_before(page):
    assert prints_on_two_pages(page)
    page.wait_for_function("() => document.getElementById('plots').clientHeight > 700")


def test_much_of_everything_prints_on_two_pages(browser, tmp_path):
    reports.make(tmp_path, rounds=3, more_faults=20, video=False)
    with opened(browser, tmp_path / "report.html") as page:
        assert prints_on_two_pages(page)
