"""A file `HOLD`, which stops every apply."""

from pathlib import Path

from runner.cli.settings import Settings
from runner.config import discovery
from runner.errors import RefusedError
from runner.formatting import one_line


def check_hold(settings: Settings) -> None:
    """Raise RefusedError where a HOLD file stops every apply; its text is the reason."""
    hold = next((entry for folder in settings.folders for entry in _hold_files(folder)), None)
    if hold is None:
        return
    try:
        reason = one_line(hold.read_text(encoding="utf-8", errors="replace").strip()) if hold.is_file() else ""
    except OSError:
        reason = ""
    raise RefusedError(
        f"`{settings.shown(hold)}` stops every apply" + (f": {reason}" if reason else "") + "; nothing more is sent",
        hint="delete that file once campaigns may be created again",
    )


def _hold_files(folder: Path) -> list[Path]:
    """Return the HOLD files of a folder: in any case, with any extension but a campaign's or a list's."""
    named = (path for path in sorted(folder.iterdir()) if path.stem.strip().casefold() == "hold")
    return [path for path in named if path.suffix.lower() not in (*discovery.SUFFIXES, ".csv")]
