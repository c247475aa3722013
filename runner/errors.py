"""Failures of the program or of the world: each class with its exit code, each instance with a hint."""


class RunnerError(Exception):
    """Stops the run; `cli` prints it and exits with `exit_code`."""

    exit_code: int = 4

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RunnerError):
    """The command line or the environment can't be carried out as it stands."""

    exit_code = 2


class StateError(RunnerError):
    """The state can't be read, is of a newer version, or belongs elsewhere: never taken for an empty one."""


class StoreError(RunnerError):
    """The place that keeps the state can't be reached, locked or written."""


class RaceError(StoreError):
    """Somebody else replaced the state first; nothing of ours was written."""


class ContactsError(RunnerError):
    """A contact list can't be turned into the bytes that were planned."""


class ApiError(RunnerError):
    """The API refused the key, or gave no answer that the run can go on with."""


class RefusedError(RunnerError):
    """The plan is not the one approved, or a limit was passed: nothing was sent."""

    exit_code = 7


class StoppedError(RunnerError):
    """A signal ended the run; `exit_code` is 128 and its number."""

    def __init__(self, signum: int) -> None:
        super().__init__(
            "stopped before the end; everything up to here is recorded",
            hint="run the same command again: it looks before it creates",
        )
        self.exit_code = 128 + signum
