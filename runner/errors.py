"""Exceptions that stop the run: each class with its exit code, each instance with a hint."""


class RunnerError(Exception):
    """Stops the run; `cli` prints it and exits with `exit_code`."""

    exit_code: int = 4

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RunnerError):
    """The command line or the environment has a mistake."""

    exit_code = 2


class StateError(RunnerError):
    """The state can't be read, has a newer version, or belongs to another API; it never counts as empty."""


class StoreError(RunnerError):
    """The state store, or a file, can't be reached, locked or written."""


class RaceError(StoreError):
    """Another run replaced the state first; this run wrote nothing."""


class ContactsError(RunnerError):
    """A contact list no longer gives the bytes that were planned."""


class ApiError(RunnerError):
    """The API refused the key, or gave no usable answer."""


class KeyRefusedError(ApiError):
    """The API refused the key: no further request can succeed."""


class ZoneDatabaseError(RunnerError):
    """The time zone database is missing or incomplete: no local time can be worked out."""

    def __init__(self, message: str) -> None:
        command = "python -m pip install --force-reinstall tzdata"
        super().__init__(message, hint=f"nothing was sent; run `{command}` in the program's environment")


class RefusedError(RunnerError):
    """The plan isn't the approved one, or exceeds a limit: nothing was sent."""

    exit_code = 7


class UnverifiedError(RefusedError):
    """Whether campaigns may still be sent can't be read: nothing more was sent."""

    exit_code = RunnerError.exit_code


class StoppedError(RunnerError):
    """A signal stopped the run; `exit_code` is 128 plus the signal's number."""

    def __init__(self, signum: int) -> None:
        super().__init__(
            "stopped by a signal; everything up to here is recorded",
            hint="run the same command again: it looks each campaign up before it creates it",
        )
        self.exit_code = 128 + signum
