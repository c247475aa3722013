"""A file `HOLD`, which stops every apply."""

from pathlib import Path
from typing import TYPE_CHECKING

from runner.cli.settings import Settings
from runner.config import discovery
from runner.errors import RefusedError
from runner.formatting import one_line

if TYPE_CHECKING:
    pass


def check_hold(settings: Settings) -> None:
    """Refuse where a file `HOLD` stops every apply; its text is the reason."""
    hold = next((entry for folder in settings.folders for entry in _holds(folder)), None)
    if hold is None:
        return
    try:
        reason = one_line(hold.read_text(encoding="utf-8", errors="replace").strip()) if hold.is_file() else ""
    except OSError:
        reason = ""
    raise RefusedError(
        f"`{settings.shown(hold)}` stops every apply" + (f": {reason}" if reason else "") + "; nothing more is sent",
        hint="remove that file once campaigns may be created again",
    )


def _holds(folder: Path) -> list[Path]:
    """Find what somebody in a hurry meant as HOLD: in any case, with any ending but a campaign's or a list's."""
    named = (path for path in sorted(folder.iterdir()) if path.stem.strip().casefold() == "hold")
    return [path for path in named if path.suffix.lower() not in (*discovery.SUFFIXES, ".csv")]
