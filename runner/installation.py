"""Where the installed package came from: a repository and a commit, where its installer recorded them (PEP 610)."""

import json
from dataclasses import dataclass

from runner import __version__


@dataclass(frozen=True, slots=True)
class Origin:
    """A repository's address, without `.git`, and the commit or tag in it."""

    repository: str
    revision: str


def origin() -> Origin | None:
    """Return where the package came from, else the repository and tag that it says it was published from."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        package = distribution("campaign-runner")
    except PackageNotFoundError:
        return None
    recorded = json.loads(package.read_text("direct_url.json") or "{}")
    links = dict(line.split(", ", 1) for line in package.metadata.get_all("Project-URL", []))
    if "vcs_info" in recorded:
        return _origin(recorded["url"], recorded["vcs_info"]["commit_id"])
    return _origin(links.get("Source", ""), f"v{__version__}")


def _origin(url: str, revision: str) -> Origin | None:
    """Return None for an address that no browser opens, or that has a password."""
    if not url.startswith("https://") or "@" in url:
        return None
    return Origin(url.rstrip("/").removesuffix(".git"), revision)
