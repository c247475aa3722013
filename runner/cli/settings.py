"""Flags and environment as one frozen value; the key stays out of its `repr`."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from runner.errors import UsageError
from runner.files.paths import display_path, owner, real_path, repository
from runner.formatting import one_line, quoted
from runner.state.store import Store
from runner.state.stores.file import FileStore
from runner.urls import api_address

if TYPE_CHECKING:
    from runner.github import GitHub
    from runner.state.stores.branch import Remote

API_URL = "https://api.sigmamind.ai"
FOLDER = "campaigns"
WORK_FOLDER = ".campaigns"
SANDBOX = "sandbox"
"""The API that a rehearsal's state belongs to; its port differs in every run."""
ACCOUNT = ("SIGMAMIND_API_KEY", "SIGMAMIND_API_URL", "CAMPAIGNS_STATE")
"""The variables that lead to the real account and its state."""
MEMORY_KEY = 16
"""The fewest characters that a key for phone numbers has."""

# What git takes for a branch: git-check-ref-format. A colon begins the path.
_STORE = r"([^\x00-\x20\x7f~^:?*\[\\]+)(?::([^-\\\x00-\x1f][^\\\x00-\x1f]*\.json))?"
_NO_BRANCH = r"[-./].*|@|.*(?:\.\.|@\{|//|/\.|\.lock/).*|.*(?:\.lock|[./])"
_STORES = "write `file:PATH`, `git:BRANCH`, `git:BRANCH:PATH.json`, or `github:` in place of `git:`"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the files, the state and the API are; `timeout` and `settle` are in seconds.

    `root` is the git work tree that holds `directory`, or its parent where there is none: no path leaves it.
    `api` is what a state belongs to: the API's address. `api_chosen` tells whether the environment named it.
    `fetch` is how many seconds a list that is elsewhere may take.
    `memory_key` is what apply hashes phone numbers with. `cache` is our folder in the user's cache, None without one.
    """

    directory: Path
    root: Path
    store: Store
    api: str
    api_url: str
    api_chosen: bool
    timeout: float
    settle: float
    fetch: float = 600.0
    cache: Path | None = None
    api_key: str | None = field(default=None, repr=False)
    memory_key: str | None = field(default=None, repr=False)

    @property
    def is_rehearsal(self) -> bool:
        """Whether the API is the embedded sandbox."""
        return self.api == SANDBOX

    @property
    def work_folder(self) -> Path:
        """Where a sandbox run keeps its state and data; ignored by git."""
        return self.root / WORK_FOLDER

    @property
    def folder(self) -> str:
        """The campaigns folder as outputs show it."""
        return self.shown(self.directory)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The campaigns folder, then those above it below the repository root: their HOLD and policy count here too."""
        above = [
            folder for folder in self.directory.parents if folder.is_relative_to(self.root) and folder != self.root
        ]
        return (self.directory, *above)

    def shown(self, path: Path) -> str:
        """Return a path as outputs show it: relative to the repository, with forward slashes."""
        return display_path(path, self.root)


def rehearsed(settings: Settings) -> Settings:
    """Return the settings of a rehearsal on the same files: the state is in the work folder, the API a sandbox."""
    state = settings.work_folder / "state.json"
    store = FileStore(state, settings.shown(state))
    return replace(settings, store=store, api=SANDBOX, api_chosen=True, api_key=SANDBOX)


def campaigns_directory(flag: str | None, environ: Mapping[str, str]) -> Path:
    """Return the folder of campaign files: the one that is named, else the nearest `campaigns`."""
    named = flag or environ.get("CAMPAIGNS_DIR")
    return real_path(named) if named else _nearest_folder()


def _nearest_folder() -> Path:
    """Return `campaigns` in the current folder or, in a git work tree, in the nearest folder above that has one.

    One above that another user owns isn't taken: who may write to a folder above must not decide who is called.
    """
    here = real_path(".")
    root = repository(here / FOLDER)
    for folder in (here, *here.parents):
        nearest = folder / FOLDER
        if nearest.is_dir() and (folder == here or owner(nearest) == owner(here)):
            return real_path(str(nearest))
        if folder == root:
            break
    return here / FOLDER


def read_settings(dir_flag: str | None, state_flag: str | None, environ: Mapping[str, str]) -> Settings:
    """Combine options and environment; options win. UsageError names what can't be used."""
    folder = campaigns_directory(dir_flag, environ)
    root = repository(folder)
    url = environ.get("SIGMAMIND_API_URL") or None
    address = API_URL if url is None else api_address("SIGMAMIND_API_URL", url)
    spec = (environ.get("CAMPAIGNS_STATE") or None) if state_flag is None else state_flag
    return Settings(
        directory=folder,
        root=root,
        store=_store(spec, folder, root, environ),
        api=address,
        api_url=address,
        api_chosen=url is not None,
        timeout=_seconds(environ, "SIGMAMIND_TIMEOUT", 60.0),
        settle=_seconds(environ, "CAMPAIGNS_SETTLE_SECONDS", 30.0),
        fetch=_seconds(environ, "CAMPAIGNS_FETCH_SECONDS", 600.0),
        cache=_cache(environ),
        api_key=_api_key(environ.get("SIGMAMIND_API_KEY")),
        memory_key=_memory_key(environ.get("CAMPAIGNS_MEMORY_KEY")),
    )


def _store(spec: str | None, folder: Path, root: Path, environ: Mapping[str, str]) -> Store:
    if spec is None:
        return FileStore(folder / "state.json", display_path(folder / "state.json", root))
    kind, _, rest = spec.partition(":")
    if kind == "file" and rest:
        path = real_path(rest)
        return FileStore(path, display_path(path, root))
    match = re.fullmatch(_STORE, rest)
    if kind not in ("git", "github") or match is None or not _is_place(match[1], match[2] or "state.json"):
        raise UsageError(f"{quoted(spec)} doesn't name a state store", hint=_STORES)
    from runner.state.stores.branch import STATE, BranchStore

    remote = _git(match[1], root, environ) if kind == "git" else _github(match[1], environ)
    return BranchStore(remote, match[2] or STATE, one_line(spec))


def _is_place(branch: str, path: str) -> bool:
    """Tell whether git takes this branch, and this path of a file in it."""
    return not re.fullmatch(_NO_BRANCH, branch) and not {"", ".", ".."} & set(path.split("/"))


def _git(branch: str, root: Path, environ: Mapping[str, str]) -> "Remote":
    from runner.state.stores.git import GitBranch

    return GitBranch(root, branch, environ)


def _github(branch: str, environ: Mapping[str, str]) -> "Remote":
    from runner.state.stores.github import GitHubBranch

    return GitHubBranch(hub(environ), branch)


def hub(environ: Mapping[str, str]) -> "GitHub":
    """Return the repository on GitHub that the environment names."""
    from runner.github import GitHub

    repository = environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository):
        raise UsageError(
            "GITHUB_REPOSITORY isn't set to OWNER/NAME", hint="a workflow sets it; elsewhere use git:BRANCH"
        )
    api = api_address("GITHUB_API_URL", environ.get("GITHUB_API_URL") or "https://api.github.com")
    # GitHub Enterprise Server has one below /api/v3, and the other beside it.
    beside = f"{api.removesuffix('/v3')}/graphql"
    graphql = api_address("GITHUB_GRAPHQL_URL", environ.get("GITHUB_GRAPHQL_URL") or beside)
    token = environ.get("GITHUB_TOKEN") or environ.get("GH_TOKEN")
    return GitHub(repository, api, graphql, token)


def _api_key(text: str | None) -> str | None:
    key = (text or "").strip()
    if not key:
        return None
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise UsageError(
            "SIGMAMIND_API_KEY has a character that isn't allowed in an HTTP header",
            hint="copy the key again, without quotes",
        )
    return key


def _memory_key(text: str | None) -> str | None:
    key = (text or "").strip()
    if key and len(key) < MEMORY_KEY:
        raise UsageError(
            f"CAMPAIGNS_MEMORY_KEY has fewer than {MEMORY_KEY} characters",
            hint="make one with `openssl rand -hex 32`, or unset it: then lists aren't remembered",
        )
    return key or None


def _cache(environ: Mapping[str, str]) -> Path | None:
    """Return this program's folder in the user's cache; a relative XDG_CACHE_HOME is ignored."""
    home, chosen = environ.get("HOME"), environ.get("XDG_CACHE_HOME")
    base: str | None
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA")
    elif chosen and Path(chosen).is_absolute():
        base = chosen
    else:
        base = home and f"{home}/{'Library/Caches' if sys.platform == 'darwin' else '.cache'}"
    return Path(base) / "campaign-runner" if base and Path(base).is_absolute() else None


def _seconds(environ: Mapping[str, str], name: str, default: float) -> float:
    text = environ.get(name, "")
    if not text:
        return default
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 3600:
        raise UsageError(f"{name} isn't a number of seconds from 0 to 3600", hint=f"unset it for {default:g}")
    return seconds
