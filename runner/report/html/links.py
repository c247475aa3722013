"""Links from a finding to its file and line on GitHub."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from runner.report.html.markup import Html, tag


@dataclass(frozen=True, slots=True)
class Links:
    """`base` goes before a path of the repository; without it nothing is linked, since the page may be mailed."""

    base: str = ""

    def to(self, path: str, line: int, words: str) -> Html:
        """Return a file or a line of it, linked unless it is outside the repository or no address is known."""
        if not self.base or "://" in path:
            return tag("code", words)
        plain = "?plain=1" if path.lower().endswith((".csv", ".md")) else ""
        return tag("a", words, href=f"{self.base}/{quote(path)}{plain}#L{line}")


def links(environ: Mapping[str, str]) -> Links:
    """Return links to GitHub at the planned commit in a workflow, none elsewhere."""
    server, repository, commit = (environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server.startswith("https://") and repository and commit:
        return Links(f"{server.rstrip('/')}/{quote(repository)}/blob/{quote(commit)}")
    return Links()
