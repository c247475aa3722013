"""The workflows that `init` writes: the examples, for one default branch, action and host."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from runner import installation
from runner.errors import UsageError
from runner.files import paths
from runner.formatting import quoted

NAMES = ("plan", "apply", "drift", "postpone")
PLACEHOLDER = "FILL-IN-campaign-runner"
"""What the examples use in place of an action; without an `@` GitHub refuses the whole file."""
_RUNNER = Path(__file__).parent.parent
_PACKAGED = _RUNNER / "workflows"
_EXAMPLES = _PACKAGED if _PACKAGED.is_dir() else _RUNNER.parent / "examples" / "workflows"
_ACTION = r"[A-Za-z0-9][A-Za-z0-9-]*(/[\w.-]+)+@([0-9a-f]{40}|[0-9a-f]{64})"
_GITHUB = "https://github.com/"
_YAML_WORDS = {"true", "false", "yes", "no", "on", "off", "y", "n", "null"}


@dataclass(frozen=True, slots=True)
class Host:
    """Where the workflows run: the default branch, the action (None: to be filled in), and on which GitHub."""

    branch: str
    action: str | None
    enterprise: bool


def parse_action(text: str) -> str:
    """Check OWNER/REPO@SHA; UsageError for a tag or a branch, which its owner can move."""
    if not re.fullmatch(_ACTION, text, re.ASCII):
        raise UsageError(
            f"{quoted(text)} isn't OWNER/REPO@SHA, an action at a commit",
            hint="write all 40 digits of the commit, as `git ls-remote https://github.com/OWNER/REPO` lists them",
        )
    return text


def installed_action(*, enterprise: bool) -> str | None:
    """Return the repository and commit that this program was installed from as an action; None if GitHub can't use it.

    An action is on the GitHub that runs it: on github.com, or on the `enterprise` server that the package came from.
    """
    origin = installation.origin()
    if origin is None or enterprise is origin.repository.startswith(_GITHUB):
        return None
    action = f"{'/'.join(origin.repository.split('/')[3:])}@{origin.revision}"
    return action if re.fullmatch(_ACTION, action, re.ASCII) else None


def texts(directory: Path, root: Path, host: Host) -> dict[Path, str]:
    """Return the text of each workflow by its path, with `dir` added where it isn't the action's default."""
    name = paths.display_path(directory, root)
    folder = root / ".github" / "workflows"
    return {folder / f"campaigns-{each}.yml": _text(each, name, host) for each in NAMES}


def _text(name: str, directory: str, host: Host) -> str:
    text = (_EXAMPLES / f"{name}.yml").read_text(encoding="utf-8")
    text = text.replace("branches: [main]", f"branches: [{_pattern(host.branch)}]")
    if directory != "campaigns":
        command = "          command: "
        text = text.replace(command, f"          dir: {json.dumps(directory)}\n{command}")
    if host.action is not None:
        text = text.partition("\n\n")[2]  # the first line says what to fill in
        text = re.sub(f"{PLACEHOLDER}.*", host.action, text)
    return _for_enterprise(text) if host.enterprise else text


def _pattern(branch: str) -> str:
    """Return a branch as an item of `branches:`, whose items are patterns."""
    pattern = re.sub(r"[+!]", r"\\\g<0>", branch)
    plain = re.fullmatch(r"[A-Za-z][\w./-]*", pattern, re.ASCII) and pattern.lower() not in _YAML_WORDS
    return pattern if plain else json.dumps(pattern, ensure_ascii=False)


def _for_enterprise(text: str) -> str:
    """Take out what GitHub Enterprise Server doesn't know; its runners are your own."""
    text = re.sub(r"^ *(queue: max|deployment: false).*\n", "", text, flags=re.MULTILINE)
    text = text.replace("runs-on: ubuntu-latest", "runs-on: self-hosted")
    return text.partition("\n      # For comment-from-fork.yml.")[0].rstrip("\n") + "\n"
