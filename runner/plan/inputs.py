"""What a plan is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from runner.config.hold import Hold
from runner.plan.desired import Desired
from runner.plan.policy import Policy
from runner.state.record import Record

if TYPE_CHECKING:
    from runner.jobs.cluster import Cluster
    from runner.plan.checks.overlap.sketch import Memory


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read for a plan; apply plans again with the same files and other `records` and `now`.

    `memory` estimates overlap with recorded campaigns whose lists are gone, None where nothing is remembered.
    `hold` stops every apply. `elsewhere` names the recorded campaigns whose file is in another folder. `cluster` has
    the numbers of all lists, if they were read there. `named` are the paths of campaigns that the command line names:
    what they can't be compared with is reported. None where it names none.
    """

    files: tuple[Desired, ...]
    policy: Policy
    records: Mapping[str, Record]
    now: datetime
    memory: "Memory | None" = None
    hold: Hold | None = None
    elsewhere: frozenset[str] = frozenset()
    cluster: "Cluster | None" = None
    named: frozenset[str] | None = None
