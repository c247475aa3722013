"""Why a list can't be opened."""


class OpenError(OSError):
    """The CSV in a list can't be read; these are its finding's code, message and hint."""

    code: str
    message: str
    hint: str

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(0, message)
        self.code = code
        self.message = message
        self.hint = hint
