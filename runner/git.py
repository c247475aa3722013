"""The git command, apart from the user's hooks, settings and terminal."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from runner.errors import StoreError
from runner.formatting import one_line

OLDEST = (2, 29)
"""The oldest version that works: `git fetch --no-write-fetch-head` came with it."""
SECONDS = 120.0
# The user's hooks and index files have no effect, nor have signatures in what `git log` writes.
_OPTIONS = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.splitIndex=false", "-c", "log.showSignature=false")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_AUTHOR_NAME": "campaign-runner",
    "GIT_AUTHOR_EMAIL": "campaign-runner@localhost",
    "GIT_COMMITTER_NAME": "campaign-runner",
    "GIT_COMMITTER_EMAIL": "campaign-runner@localhost",
}
# A git hook has these in its environment; they would lead to the hook's repository.
_REPOSITORY_VARIABLES = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
)
_SAFE_DIRECTORY = re.compile(r"git config --global --add safe\.directory .+")


def output(
    folder: Path,
    *args: str,
    environ: Mapping[str, str],
    added: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float = SECONDS,
    hint: str | None = None,
) -> bytes:
    """Return what a git command writes; StoreError, with this hint where git's failure has none of its own."""
    done = call(folder, *args, environ=environ, added=added, stdin=stdin, seconds=seconds)
    if done.returncode != 0:
        raise failure(done, environ, hint)
    return done.stdout


def call(
    folder: Path,
    *args: str,
    environ: Mapping[str, str],
    added: Mapping[str, str] | None = None,
    stdin: bytes = b"",
    seconds: float = SECONDS,
) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder; StoreError where it isn't installed or takes too long."""
    kept = {name: value for name, value in environ.items() if name not in _REPOSITORY_VARIABLES}
    command = ["git", "-C", str(folder), *_OPTIONS, *args]
    try:
        # No shell, and no argument of the user's that could be an option. In its own session, a push survives a Ctrl-C,
        # which this run handles.
        return subprocess.run(  # noqa: S603
            command,
            check=False,
            input=stdin,
            capture_output=True,
            env={**kept, **_ENVIRONMENT, **(added or {})},
            timeout=seconds,
            start_new_session=True,
        )
    except (FileNotFoundError, NotADirectoryError, PermissionError) as exc:
        raise StoreError("git isn't installed on this machine", hint="install git") from exc
    except subprocess.TimeoutExpired as exc:
        hint = "check the network, then run the same command again"
        raise StoreError(f"`git {args[0]}` took more than {seconds:g} s", hint=hint) from exc


def failure(
    done: subprocess.CompletedProcess[bytes], environ: Mapping[str, str], hint: str | None = None
) -> StoreError:
    """Return what a failed command means: another owner, a git that is too old, or git's own words with this hint."""
    words = done.stderr.decode(errors="replace")
    command = f"`git {done.args[3 + len(_OPTIONS)]}`"
    if safe := _SAFE_DIRECTORY.search(words):
        message = "git refuses to read the repository, because it belongs to another user"
        return StoreError(message, hint=f"run `{safe[0].strip()}`; in a workflow, in a step before this one")
    if installed := _too_old(environ):
        oldest = ".".join(map(str, OLDEST))
        message = f"{command} failed, and git {installed} is too old: git {oldest} or newer is needed"
        return StoreError(message, hint=f"install git {oldest} or newer, and put it first in PATH")
    return StoreError(f"{command} failed: {_without_credentials(words)}", hint=hint)


def is_refused(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Tell whether git refused a repository of another user."""
    return _SAFE_DIRECTORY.search(done.stderr.decode(errors="replace")) is not None


def _too_old(environ: Mapping[str, str]) -> str | None:
    """Return the installed git's version if it is older than the oldest that works."""
    words = call(Path(), "--version", environ=environ).stdout.decode(errors="replace")
    version = re.search(r"(\d+)\.(\d+)[.\d]*", words)
    return version[0] if version and (int(version[1]), int(version[2])) < OLDEST else None


def _without_credentials(message: str) -> str:
    """Put git's message on one line, without the credentials that a URL may have."""
    return one_line(
        re.sub(r"//[^\s']*@|\?[^\s']+", lambda match: "//…@" if match[0][0] == "/" else "?…", message.strip())
    )
