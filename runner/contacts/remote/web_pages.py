"""Addresses at which people look at a list in a browser, and those at which the CSV itself is.

Only the address is read, never the page: each service documents how one follows from the other.
"""

import re
from urllib.parse import parse_qs, urlsplit

_SHEET = re.compile(r"(?:/a/[^/]+)?/spreadsheets(?:/u/\d+)?/d/(e/)?([\w-]+)(?:/(.*))?")
_DRIVE_FILE = re.compile(r"/file/(?:u/\d+/)?d/([\w-]+)(?:/.*)?")


def csv_address(url: str) -> str | None:
    """Return the address of the CSV where an address is that of a page for people; None where it may be the CSV."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    query, base = parse_qs(parts.query), f"https://{parts.hostname}"
    if host in ("docs.google.com", "drive.google.com") and (sheet := _SHEET.fullmatch(parts.path)):
        return _sheet_export(sheet, query, parse_qs(parts.fragment))
    if host == "drive.google.com":
        file = _DRIVE_FILE.fullmatch(parts.path)
        identifier = file[1] if file else query.get("id", [""])[0] if parts.path == "/open" else ""
        return f"https://drive.google.com/uc?export=download&id={identifier}" if identifier else None
    if host == "dropbox.com" and query.get("dl") != ["1"] and query.get("raw") != ["1"]:
        return f"{base}{parts.path}?dl=1"
    if host.endswith(".sharepoint.com") and query.get("download") != ["1"]:
        return f"{base}{parts.path}?download=1"
    if host == "github.com" and re.match(r"/[^/]+/[^/]+/blob/", parts.path):
        return f"https://raw.githubusercontent.com{parts.path.replace('/blob/', '/', 1)}"
    if host == "gist.github.com" and "/raw" not in parts.path:
        return f"{base}{parts.path.rstrip('/')}/raw"
    if "/-/blob/" in parts.path:  # GitLab, on any host
        return f"{base}{parts.path.replace('/-/blob/', '/-/raw/', 1)}"
    if host == "bitbucket.org" and re.match(r"/[^/]+/[^/]+/src/", parts.path):
        return f"{base}{parts.path.replace('/src/', '/raw/', 1)}"
    return None


def _sheet_export(sheet: re.Match[str], query: dict[str, list[str]], fragment: dict[str, list[str]]) -> str | None:
    """Return where Google Sheets exports a sheet as CSV: the one with the same `gid`, or the first."""
    published, identifier, page = sheet[1] or "", sheet[2], sheet[3] or ""
    formats = [
        *query.get("format", []),
        *query.get("exportFormat", []),
        *query.get("output", []),
        *query.get("tqx", []),
    ]
    if page.rstrip("/") in ("export", "pub", "gviz/tq") and "csv" in str(formats):
        return None
    gid = next(iter([*fragment.get("gid", []), *query.get("gid", [])]), "")
    sheet_part = f"&gid={gid}" if gid.isdigit() else ""
    export = "pub?output=csv" if published else "export?format=csv"
    return f"https://docs.google.com/spreadsheets/d/{published}{identifier}/{export}{sheet_part}"
