"""The IANA time zone database that is installed with the program: the Python package tzdata."""

import functools
import importlib
import os.path

from runner.errors import ZoneDatabaseError

_FILES = ("zones", "zoneinfo/UTC", "zoneinfo/zone.tab", "zoneinfo/iso3166.tab")
"""What is read of it besides the other zones."""


@functools.cache
def version() -> str:
    """Return the version of the database: `2026f`; ZoneDatabaseError where the database is missing or incomplete."""
    iana_version = getattr(_package(), "IANA_VERSION", None)
    if not isinstance(iana_version, str) or not _is_version(iana_version):
        raise incomplete("its version is missing")
    for name in _FILES:
        if not os.path.isfile(_path(name)) or not os.path.getsize(_path(name)):  # noqa: PTH113, PTH202
            raise incomplete(f"`{name}` is missing or empty")
    check_zone("UTC")
    return iana_version


@functools.cache
def names() -> frozenset[str]:
    """Return the names of all zones."""
    return frozenset(read_text("zones").split())


@functools.cache
def folder() -> str:
    """Return the folder of the zones' files."""
    return os.path.dirname(_path("zoneinfo/UTC"))  # noqa: PTH120 - pathlib slows the start


@functools.cache
def check_zone(name: str) -> None:
    """Raise ZoneDatabaseError where a zone's file is missing or was cut off: zoneinfo may never return from it.

    A file begins with `TZif` and ends with a line of its own. Source: RFC 9636, sections 3.1 and 3.3.
    """
    try:
        with open(_path(f"zoneinfo/{name}"), "rb") as file:  # noqa: PTH123
            content = file.read()
    except OSError:
        content = b""
    if not (content.startswith(b"TZif") and content.endswith(b"\n")):
        raise incomplete(f"the zone `{name}` can't be read")


def read_text(name: str) -> str:
    """Return the text of one of its files; ZoneDatabaseError where that can't be read."""
    try:
        with open(_path(name), encoding="utf-8") as file:  # noqa: PTH123
            return file.read()
    except (OSError, ValueError) as exc:
        raise incomplete(f"`{name}` can't be read") from exc


def _is_version(text: str) -> bool:
    """Whether a text is a year and letters, the form that the state's schema has; `re` would slow the start."""
    year, letters = text[:4], text[4:]
    return text.isascii() and year.isdecimal() and letters.isalpha() and letters.islower()


def incomplete(reason: str) -> ZoneDatabaseError:
    return ZoneDatabaseError(f"the Python package tzdata, the time zone database, is incomplete: {reason}")


def _path(name: str) -> str:
    folders = list(getattr(_package(), "__path__", ()))
    return os.path.join(folders[0] if folders else "", *name.split("/"))  # noqa: PTH118 - pathlib slows the start


def _package() -> object:
    try:
        return importlib.import_module("tzdata")
    except ImportError as exc:
        raise ZoneDatabaseError("the Python package tzdata, the time zone database, is missing") from exc
    except Exception as exc:  # what a damaged file raises
        raise incomplete("it can't be imported") from exc
