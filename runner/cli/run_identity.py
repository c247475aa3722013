"""Who runs this: the run of a workflow, or the job on GitLab, where there is one, else this machine."""

import re
import socket
import uuid
from collections.abc import Mapping
from typing import Any

from runner.formatting import one_line


def of(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the `run` of a record."""

    def get(name: str) -> str | None:
        return one_line(environ.get(name, "")) or None

    server, repository, number = get("GITHUB_SERVER_URL"), get("GITHUB_REPOSITORY"), get("GITHUB_RUN_ID")
    attempt = get("GITHUB_RUN_ATTEMPT") or ""
    return {
        "id": number or get("CI_JOB_ID") or uuid.uuid4().hex,
        "attempt": int(attempt) if re.fullmatch("[0-9]{1,9}", attempt) else 1,
        "host": one_line(socket.gethostname()),
        "commit": get("GITHUB_SHA") or get("CI_COMMIT_SHA"),
        "actor": get("GITHUB_ACTOR") or get("GITLAB_USER_LOGIN") or get("USER"),
        "url": f"{server}/{repository}/actions/runs/{number}"
        if server and repository and number
        else get("CI_JOB_URL"),
    }
