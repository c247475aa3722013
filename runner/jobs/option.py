"""What `--jobs` names: how many processes, or a cluster."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from runner.errors import UsageError

AUTO = "auto"
_ADDRESS = re.compile(r"(tcp|tls)://[^\s/:@]+:\d{1,5}|(tcp|tls)://\[[0-9A-Fa-f:]+\]:\d{1,5}")
_MOST = 512
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, slots=True)
class Jobs:
    """How many processes read at once, this one among them; or the `address` of a Dask scheduler."""

    processes: int = 1
    address: str | None = None


def parse_jobs(text: str) -> Jobs:
    """Return what the value of --jobs names; UsageError where it is none."""
    if text == AUTO:
        return Jobs(usable_cores())
    if re.fullmatch(r"[0-9]{1,4}", text) and 1 <= int(text) <= _MOST:
        return Jobs(int(text))
    if _ADDRESS.fullmatch(text):
        return Jobs(address=text)
    raise UsageError(
        f"--jobs `{text}` is neither `auto`, a number of processes nor an address",
        hint=f"write `auto`, a number from 1 to {_MOST}, or a Dask scheduler's address such as tcp://scheduler:8786",
    )


def usable_cores(quota: Path = _CPU_QUOTA) -> int:
    """Return how many cores this process may use: those of its affinity, and of its container's quota."""
    if hasattr(os, "process_cpu_count"):
        cores = os.process_cpu_count() or 1
    elif hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        limit, period = quota.read_text(encoding="ascii").split()
        cores = min(cores, max(1, -(-int(limit) // int(period))))
    except (OSError, ValueError):
        pass  # no quota
    return min(cores, _MOST)
