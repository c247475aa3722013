"""Writes the page on when people would be called."""

import os
from collections.abc import Mapping
from pathlib import Path

from runner import draft
from runner.commands import plan
from runner.context import Context
from runner.errors import StoreError
from runner.report import json, page
from runner.settings import Settings


def run(context: Context) -> int:
    settings = context.settings()
    made = plan.made(context, settings)
    out = Path(context.args.html)
    base = address(context.environ) or relative(out, settings)
    try:
        with draft.replacing(out, 0o644) as copy:
            copy.file.write(page.render(json.plan(made), base).encode())
    except OSError as exc:
        message = f"the page can't be written to `{out}`: {exc.strerror}"
        raise StoreError(message, hint="name another file") from exc
    context.terminal.note(f"wrote {out}")
    return 0


def address(environ: Mapping[str, str]) -> str | None:
    """Give where this commit's files are on GitHub, in a workflow."""
    parts = [environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")]
    if not all(parts):
        return None
    server, repository, commit = parts
    return f"{server}/{repository}/blob/{commit}/"


def relative(out: Path, settings: Settings) -> str:
    """Give the way from the page's folder to the repository's."""
    return os.path.relpath(settings.root, out.resolve().parent).replace(os.sep, "/") + "/"
