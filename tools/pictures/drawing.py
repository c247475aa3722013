"""The pictures of docs/images: what each is drawn from, and drawing them."""

import base64
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.report.html.browser import Browser, browser, found
from tools.pictures.comment import comment_page
from tools.pictures.example import COLUMNS, Outputs, outputs
from tools.pictures.png import small_png
from tools.pictures.terminal import terminal_svg

IMAGES = Path(__file__).parents[2] / "docs" / "images"
THEMES = ("light", "dark")
SCALE = 1.5
"""Pixels of a PNG for each CSS pixel."""
_HAS_EMOJI = """(() => {
  const context = document.createElement("canvas").getContext("2d");
  context.font = "40px sans-serif";
  context.fillText("🔴", 0, 40);
  return context.getImageData(0, 0, 40, 40).data.some((value, at) => at % 4 === 0 && value > 200);
})()"""
"""Whether a red circle is red."""


_PIXELS = """async address => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return btoa(text);
}"""
"""Decodes a picture: its pixels from the top left, four bytes each, in base64."""


@dataclass(frozen=True)
class Page:
    """A page of which the upper part becomes a picture; `width` and `height` are in CSS pixels."""

    html: str
    width: int
    height: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self.width} {self.height} {self.html}".encode()).hexdigest()


def pages(example: Outputs) -> dict[str, Page]:
    """Return by name what PNGs are drawn from."""
    return {"comment": Page(comment_page(example.comment), 900, 800), "report": Page(example.report, 1136, 1010)}


def terminals(example: Outputs) -> dict[str, str]:
    """Return by file name the pictures that need no browser."""
    return {
        f"terminal-{theme}.svg": terminal_svg("campaigns plan", example.terminal, COLUMNS, theme) for theme in THEMES
    }


def draw() -> None:
    """Draw every picture; SystemExit where something is missing for it."""
    binary = found()
    if binary is None:
        sys.exit("pictures are drawn by Chromium: apt-get install chromium")
    example = outputs()
    with TemporaryDirectory() as profile, browser(binary, Path(profile)) as tab:
        if not tab.run(_HAS_EMOJI):
            sys.exit("no font has colored emoji: apt-get install fonts-noto-color-emoji")
        for name, page in pages(example).items():
            for theme in THEMES:
                (IMAGES / f"{name}-{theme}.png").write_bytes(photograph(tab, page, theme))
    for name, svg in terminals(example).items():
        (IMAGES / name).write_text(svg, encoding="utf-8")


def photograph(tab: Browser, page: Page, theme: str) -> bytes:
    """Return a PNG of the page in a theme, with the digest of what it was drawn from."""
    with TemporaryDirectory() as folder:
        document, picture = Path(folder) / "page.html", Path(folder) / "page.png"
        document.write_text(page.html, encoding="utf-8")
        tab.send("Emulation.setScrollbarsHidden", hidden=True)
        tab.open(document, width=page.width, height=page.height, scale=SCALE, prefers_color_scheme=theme)
        tab.picture(picture, whole=False)
        address = f"data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()}"
        document.write_text("<!doctype html>", encoding="utf-8")  # the report's own page lets no picture be loaded
        tab.open(document)
        pixels = tab.run(f"({_PIXELS})({json.dumps(address)})")
    return small_png(base64.b64decode(pixels), round(page.width * SCALE), round(page.height * SCALE), page.digest)
