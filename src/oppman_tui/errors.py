"""What a user can be told. Every error says what happened, what was not touched, what to do."""

from __future__ import annotations


class UserError(Exception):
    """Something a user can meet and mend; shown as one line, never as a traceback.

    `exit_code` is the command line's: 1 the thing asked for failed, 2 the words were off.
    """

    exit_code = 1

    def __init__(self, what: str, untouched: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.untouched = untouched
        self.cure = cure

    def __str__(self) -> str:
        return " ".join(_sentence(s) for s in (self.what, self.untouched, self.cure) if s)


def _sentence(text: str) -> str:
    return text if text[-1] in ".?!" else text + "."


class UsageError(UserError):
    """The words of a command were off."""

    exit_code = 2


class PlaybookError(UserError):
    """A playbook file that can't be used."""


class ConfigError(UserError):
    """A settings file that can't be used."""


class StoreError(UserError):
    """A store that can't be opened, read or written."""


class StoreLost(StoreError):
    """A store that is damaged or gone: what it held can be had back from a backup only."""


class ImportFailed(UserError):
    """A file that can't be imported; nothing of it was."""


class InvalidValue(UserError):
    """A value out of its limits. `field` is the label a user knows it by."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}", "Nothing was changed")
        self.field = field
        self.problem = problem
