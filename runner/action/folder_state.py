"""Which state a folder of campaigns has on the branch of states, where a workflow names none."""

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from runner.action.workflow_run import log_notice
from runner.cli.settings import Settings, campaigns_directory, read_settings
from runner.config import discovery
from runner.errors import RefusedError
from runner.files.paths import display_path, repository
from runner.formatting import quoted
from runner.plan.campaign_files import load_files
from runner.state.record import State

BRANCH = "github:campaign-state"
_TAKEN = re.compile(r"(?i)(?:^|/)(?:state|readme)$|\.(?:json|md)(?:/|$)")
"""Folders whose state or page would have the path of another one, or would lie below it."""


def choose_state(directory: str, environ: Mapping[str, str]) -> str:
    """Return the store of a folder of campaigns.

    Where there is no state of its own yet, another one of the branch is kept if it records campaigns of the folder, or
    campaigns whose files were moved here. RefusedError where several do.
    """
    folder = campaigns_directory(directory, {})
    own = state_name(display_path(folder, repository(folder)))
    settings = read_settings(directory, own, environ)
    if settings.store.load()[0] is not None:
        return own
    states = settings.store.neighbors()
    kept = [path for path, state in states.items() if state.is_of(settings.folder)]
    if not kept and states:
        names = _names_here(settings)
        kept = [path for path, state in states.items() if _has_moved(state, names, settings.root)]
    if not kept:
        return own
    if kept[1:]:
        states_named = " and ".join(map(quoted, kept))
        raise RefusedError(
            f"{states_named} record campaigns of {quoted(settings.folder)}: which is its state is unknown",
            hint=f"name one with the input `state`, such as `{BRANCH}:{kept[0]}`",
        )
    log_notice(f"{kept[0]} on the branch of states has the records of {settings.folder}, and stays its state")
    return f"{BRANCH}:{kept[0]}"


def state_name(folder: str) -> str:
    """Return the store that a folder has for itself; one whose name can't be a path gets a hash of it."""
    if folder == "campaigns":
        return BRANCH
    if re.fullmatch(r"\w[\w./ -]*", folder) and ".." not in folder and not _TAKEN.search(folder):
        return f"{BRANCH}:{folder}.json"
    readable = re.sub(r"[^\w-]+", "-", folder).strip("-") or "root"
    return f"{BRANCH}:{readable}-{hashlib.sha256(folder.encode()).hexdigest()[:8]}.json"


def _names_here(settings: Settings) -> set[str]:
    files = discovery.files(settings.directory) if settings.directory.is_dir() else []
    return {
        desired.name for desired in load_files(files, settings.root, settings.directory, lists_of=()) if desired.name
    }


def _has_moved(state: State, names: Collection[str], root: Path) -> bool:
    """Whether a state records a campaign that a file here names, and whose recorded file is gone: it was moved."""
    records = (record for name, record in state.campaigns.items() if name in names)
    return any(not (root / record.path).is_file() for record in records)
