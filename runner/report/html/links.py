"""Links from a finding to its file and line."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Links:
    """`base` goes before a path of the repository; `github` says whether it leads to GitHub."""

    base: str
    github: bool = False

    def to(self, path: str, line: int) -> str | None:
        """Return the address; None for a list outside the repository."""
        if "://" in path:
            return None
        plain = "?plain=1" if self.github and path.lower().endswith((".csv", ".md")) else ""
        return f"{self.base}/{quote(path)}{plain}#L{line}"


def links(page: Path, root: Path, environ: Mapping[str, str]) -> Links:
    """Return links to GitHub at the planned commit in a workflow, elsewhere to the files beside the page."""
    server, repository, commit = (environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server.startswith("https://") and repository and commit:
        return Links(f"{server.rstrip('/')}/{quote(repository)}/blob/{quote(commit)}", github=True)
    try:
        return Links(quote(Path(os.path.relpath(root, page.absolute().parent)).as_posix()))
    except ValueError:  # another drive
        return Links(root.absolute().as_uri())
