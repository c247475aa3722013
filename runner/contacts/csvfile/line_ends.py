"""The line ends of a list, which git may change: with `core.autocrlf` a clone on Windows has CR LF for LF."""

import hashlib
from pathlib import Path


def is_with_other_line_ends(path: Path, sha256: str) -> bool:
    """Tell whether a file has this SHA-256 once all its lines end in LF, or all in CR LF."""
    lf, crlf = hashlib.sha256(), hashlib.sha256()
    try:
        with path.open("rb") as file:
            for line in file:
                ended = line.endswith(b"\n")
                text = line[:-1].removesuffix(b"\r") if ended else line
                lf.update(text + b"\n" if ended else text)
                crlf.update(text + b"\r\n" if ended else text)
    except OSError:
        return False
    return sha256 in (lf.hexdigest(), crlf.hexdigest())
