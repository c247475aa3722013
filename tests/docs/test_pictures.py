"""The pictures of docs/images show what the program writes now; `make pictures` draws them again."""

from pathlib import Path

import pytest

from tests.report.html.browser import browser, found
from tools.pictures.drawing import IMAGES, THEMES, Page, pages, photograph, terminals
from tools.pictures.example import Outputs, outputs
from tools.pictures.png import read_digest

LIMIT = 150_000
"""Maximum bytes of a picture: a page with two of them opens at once on a phone."""
STALE = "the output has changed since this picture was drawn: run `make pictures`, and look at it"


@pytest.fixture(scope="module")
def example() -> Outputs:
    return outputs()


@pytest.mark.parametrize("theme", THEMES)
def test_the_picture_of_the_terminal_shows_the_plan_as_it_is_now(example: Outputs, theme: str) -> None:
    name = f"terminal-{theme}.svg"

    assert terminals(example)[name] == (IMAGES / name).read_text(encoding="utf-8"), STALE


def test_the_picture_of_the_terminal_is_the_same_on_every_terminal(
    example: Outputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = terminals(example)
    for name, value in {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "40"}.items():
        monkeypatch.setenv(name, value)

    assert terminals(outputs()) == here


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["comment", "report"])
def test_the_picture_of_a_page_was_drawn_from_the_page_as_it_is_now(example: Outputs, name: str, theme: str) -> None:
    picture = (IMAGES / f"{name}-{theme}.png").read_bytes()

    assert read_digest(picture) == pages(example)[name].digest, STALE


def test_every_picture_is_drawn_by_a_command_and_small(example: Outputs) -> None:
    drawn = {f"{name}-{theme}.png" for name in pages(example) for theme in THEMES} | terminals(example).keys()

    assert {path.name for path in IMAGES.iterdir()} == drawn
    assert [path.name for path in IMAGES.iterdir() if path.stat().st_size > LIMIT] == []


def test_the_example_has_what_the_pictures_are_to_show(example: Outputs) -> None:
    for text in (example.terminal, example.comment, example.report):
        assert "IMMEDIATELY" in text
        assert "America/Los_Angeles" in text.replace("&#95;", "_")
        assert "no confirmed rule" in text.lower()


@pytest.mark.slow
def test_a_page_is_photographed_in_both_themes_with_the_digest_of_its_source(tmp_path: Path) -> None:
    binary = found()
    if binary is None:
        pytest.skip("no Chromium on this machine: no picture is drawn (apt-get install chromium)")
    page = Page('<!doctype html><meta name="color-scheme" content="light dark"><p>One', 60, 40)

    with browser(binary, tmp_path / "profile") as tab:
        light, dark = (photograph(tab, page, theme) for theme in THEMES)

    assert light != dark
    assert {read_digest(light), read_digest(dark)} == {page.digest}
    assert [int.from_bytes(light[at : at + 4]) for at in (16, 20)] == [90, 60]
