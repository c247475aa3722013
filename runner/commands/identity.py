"""Who runs this: the workflow's run where there is one, else this machine."""

import socket
import uuid
from collections.abc import Mapping
from typing import Any


def of(environ: Mapping[str, str]) -> dict[str, Any]:
    """Give the `run` of a record."""
    get = environ.get
    server, repository, number = get("GITHUB_SERVER_URL"), get("GITHUB_REPOSITORY"), get("GITHUB_RUN_ID")
    attempt = get("GITHUB_RUN_ATTEMPT", "1")
    return {
        "id": number or uuid.uuid4().hex,
        "attempt": int(attempt) if attempt.isdecimal() else 1,
        "host": socket.gethostname(),
        "commit": get("GITHUB_SHA"),
        "actor": get("GITHUB_ACTOR") or get("USER"),
        "url": f"{server}/{repository}/actions/runs/{number}" if server and repository and number else None,
    }
