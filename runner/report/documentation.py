"""Where the pages of this version are, for links in outputs: an address, where one is known."""

import functools
from collections.abc import Mapping

from runner import installation

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
    """Return the address in the repository that the package came from."""
    origin = installation.origin()
    return f"{origin.repository}/blob/{origin.revision}/docs" if origin else None
