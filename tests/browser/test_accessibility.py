"""What a reader who cannot see, or not well, depends on."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.client_site import CLIENT
from tests.browser.fake_server import FakeServer
from tests.browser.samples import image
from tests.browser.samples_flickr import refused_image
from tests.browser.steps import load

TONES = ["good", "working", "waiting", "notice", "bad"]
PAIRS = [("text", "page"), ("text", "surface"), ("faint", "surface"), ("faint", "page"), ("on-accent", "accent")]
PAIRS += [("accent", "surface"), ("faint", "line"), *((tone, f"{tone}-back") for tone in TONES)]

NAMELESS = """() => [...document.querySelectorAll("input, textarea, select, button, progress, a[href]")]
  .filter((control) => !(control.labels?.length || control.getAttribute("aria-label")
    || control.getAttribute("aria-labelledby") || control.textContent.trim()))
  .map((control) => control.outerHTML)"""
COLOURS = """(names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`))"""


def test_every_control_has_a_name(page: Page, server: FakeServer) -> None:
    load(page, server, image(1), refused_image(2))

    assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_surface(browser: Browser, site: str, scheme: str) -> None:
    page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(site)

    weak = [
        (front, back, round(ratio, 2))
        for front, back in PAIRS
        if (ratio := contrast(*page.evaluate(COLOURS, [front, back]))) < 4.5
    ]

    page.close()
    assert weak == []  # WCAG 2.2, success criterion 1.4.3, level AA


def test_the_page_needs_no_inline_code_and_nothing_from_elsewhere() -> None:
    html = (CLIENT / "index.html").read_text(encoding="utf-8")

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
    assert "url(" not in (CLIENT / "assets" / "style.css").read_text(encoding="utf-8")


def contrast(front: str, back: str) -> float:
    """Return WCAG's contrast ratio of two colours, `#rrggbb` each."""
    lighter, darker = sorted((luminance(front), luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.strip().removeprefix("#")
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
