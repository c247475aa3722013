"""Where the pages of this version are, for links in outputs: an address, where one is known."""

import functools
import json
from collections.abc import Mapping

from runner import __version__

VARIABLE = "CAMPAIGNS_DOCS_URL"
"""The address of a folder `docs`, as a code host shows it; the Action sets it to its own repository and commit."""
FINDINGS = "reference/findings.md"


def docs_address(environ: Mapping[str, str]) -> str | None:
    """Return the address of the folder `docs` without a slash at its end; None where nobody knows it."""
    return environ.get(VARIABLE, "").rstrip("/") or _installed_from()


def finding_address(docs: str | None, code: str) -> str | None:
    """Return the address of what a code means, where that of the folder `docs` is known."""
    return f"{docs}/{FINDINGS}#{code}" if docs else None


@functools.cache
def _installed_from() -> str | None:
    """Return the address in the repository that the package was installed from, or that published it."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        package = distribution("campaign-runner")
    except PackageNotFoundError:
        return None
    origin = json.loads(package.read_text("direct_url.json") or "{}")  # PEP 610
    links = dict(line.split(", ", 1) for line in package.metadata.get_all("Project-URL", []))
    if "vcs_info" in origin:
        return _in_repository(origin["url"], origin["vcs_info"]["commit_id"])
    return _in_repository(links.get("Source", ""), f"v{__version__}")


def _in_repository(source: str, commit: str) -> str | None:
    """Return the folder `docs` of a repository; None for an address that no browser opens, or that has a password."""
    if not source.startswith("https://") or "@" in source:
        return None
    return f"{source.rstrip('/').removesuffix('.git')}/blob/{commit}/docs"
