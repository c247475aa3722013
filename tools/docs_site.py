"""Build the site of the documentation into .site/html, and docs/llms.txt, which lists its pages for programs."""

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LLMS = DOCS / "llms.txt"
SITE = ROOT / ".site"
_CONFIGURATION = Path(__file__).with_suffix(".toml")
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s#]+)(#[^()\s]*)?\)")
_HEADING = re.compile(r"^(##+) (.+)$")
_ITEM = re.compile(r"^- (?=\[([^\[\]]+)\]\(([\w/-]+\.md)\))")


class Section(NamedTuple):
    """A part of the index: its title, its links as Markdown, and of each the label and the path."""

    title: str
    items: list[str]
    pages: list[tuple[str, str]]


def sections() -> list[Section]:
    """Return the sections of docs/README.md in their order."""
    parts: list[Section] = []
    for line in (DOCS / "README.md").read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.match(line):
            parts.append(Section(heading[2], [], []))
        elif item := _ITEM.match(line):
            parts[-1].items.append(line)
            parts[-1].pages.append((item[1], item[2]))
    return parts


def llms_txt() -> str:
    """Return the list of pages in the form of llmstxt.org."""
    lines = [
        "# campaign-runner",
        "",
        "> Outbound call campaigns as code (YAML and CSV), planned in a pull request, created once on SigmaMind.",
        "",
        "Links are relative to this file. The command is `campaigns`; `campaigns explain CODE` explains a finding.",
    ]
    for section in sections():
        lines += ["", f"## {section.title}", "", *section.items]
    return "\n".join(lines) + "\n"


def configuration() -> str:
    """Return the configuration with the navigation of the index."""
    groups = ", ".join(f"{{{json.dumps(section.title)} = [{', '.join(_entries(section))}]}}" for section in sections())
    nav = f'nav = [{{"All pages" = "README.md"}}, {groups}]\n'
    return _CONFIGURATION.read_text(encoding="utf-8").replace("[project]\n", f"[project]\n{nav}", 1)


def _entries(section: Section) -> Iterator[str]:
    for label, page in section.pages:
        yield f"{{{json.dumps(label.replace('`', ''))} = {json.dumps(page)}}}"


def for_site(text: str, page: str, repository: str) -> str:
    """Return a page whose links that lead out of docs/ lead to `repository`, or are plain text where it isn't known.

    `page` is the page's path in docs/, `repository` the address of the repository's files at a commit.
    """

    def outside(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), link[2]))
        if "://" in link[2] or path.startswith("docs/"):
            return link[0]
        return f"[{link[1]}]({repository}/{path}{link[3] or ''})" if repository else link[1]

    return _LINK.sub(outside, text)


def repository_files(environ: Mapping[str, str]) -> str:
    """Return the address of the repository's files at the commit that a workflow runs for; empty elsewhere."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}" if server and repository and commit else ""


def build(environ: Mapping[str, str]) -> int:
    """Build the site, and return the exit code of the builder: a warning fails."""
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(DOCS, SITE / "pages")
    for copy in (SITE / "pages").rglob("*.md"):
        page = copy.relative_to(SITE / "pages").as_posix()
        copy.write_text(for_site(copy.read_text(encoding="utf-8"), page, repository_files(environ)), encoding="utf-8")
    (SITE / "zensical.toml").write_text(configuration(), encoding="utf-8")
    zensical = Path(sys.executable).with_name("zensical")
    done = subprocess.run([zensical, "build", "--strict", "--config-file", "zensical.toml"], cwd=SITE, check=False)
    if done.returncode == 0:
        shutil.copytree(
            SITE / "pages", SITE / "html", dirs_exist_ok=True
        )  # each page as Markdown, too, as llms.txt names it
        shutil.copytree(ROOT / "schemas", SITE / "html" / "schemas")
    return done.returncode


if __name__ == "__main__":
    LLMS.write_text(llms_txt(), encoding="utf-8")
    sys.exit(build(os.environ))
