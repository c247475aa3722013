"""Links from a finding to its file and line on GitHub, and to what its code means."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from runner.report.documentation import finding_address
from runner.report.html.markup import Html, tag


@dataclass(frozen=True, slots=True)
class Links:
    """Links that hold on any machine, since the page may be mailed.

    `base` goes before a path of the repository, `docs` is the address of the documentation's folder; empty or None
    where it isn't known, and then nothing is linked there.
    """

    base: str = ""
    docs: str | None = None

    def to(self, path: str, line: int, words: str) -> Html:
        """Return a file or a line of it, linked unless it is outside the repository or no address is known."""
        if not self.base or "://" in path:
            return tag("code", words)
        plain = "?plain=1" if path.lower().endswith((".csv", ".md")) else ""
        return tag("a", words, href=f"{self.base}/{quote(path)}{plain}#L{line}")

    def meaning(self, code: str) -> Html:
        """Return a finding's code, linked to what it means if the documentation can be opened in a browser."""
        address, written = finding_address(self.docs, code), tag("code", code)
        return tag("a", written, href=address) if address and address.startswith("https://") else written


def links(environ: Mapping[str, str], docs: str | None) -> Links:
    """Return links to files on GitHub at the planned commit in a workflow, none to files elsewhere."""
    server, repository, commit = (environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server.startswith("https://") and repository and commit:
        return Links(f"{server.rstrip('/')}/{quote(repository)}/blob/{quote(commit)}", docs)
    return Links(docs=docs)
