"""Reads one campaign file, without its contact list."""

import hashlib
from pathlib import Path

from runner.config import placeholders, schedule, schema, split_marker
from runner.config.campaign import SCHEDULE, build_campaign, wall_time
from runner.config.defaults import Defaults, DefaultsFiles, resolve
from runner.config.discovery import check_file
from runner.files.paths import RepositoryRoot, display_path
from runner.findings import Finding, Findings, Severity
from runner.formatting import count, shell_quote
from runner.plan.desired import Desired
from runner.plan.fingerprint import canonical_json
from runner.yamlfile.document import Document, parse_document, read_bytes


def read_campaign_file(
    path: Path, repository: RepositoryRoot, defaults_files: DefaultsFiles, content: bytes | None = None
) -> Desired:
    """Return what a file with its defaults asks for but for its list, with the findings about its keys and values.

    Without defaults that can be read, it asks for nothing. `content` is read in place of the file's own.
    """
    name = display_path(path, repository.path)
    findings = Findings()
    if stray := check_file(path, name, repository):
        findings.add(stray)
    data = content
    if stray or data is None:
        data = None if stray else read_bytes(path, name, findings)
    defaults = defaults_files.applying_to(path)
    findings.extend(defaults.findings if defaults else Findings())
    document = None if data is None else parse_document(data, name, findings)
    if data is None or document is None:
        return Desired(name, None, findings)
    document = resolve(document, defaults.document if defaults else None)
    if not findings.has_errors:
        placeholders.check_filled_in(document, findings)
    if parts := split_marker.parts(path):
        number = len([part for part in parts if part.endswith(".yaml")])
        findings.add(_unfinished_split(document, number, split_marker.options(path)))
    if defaults and defaults.findings.has_errors:
        schema.check(document, schema.CAMPAIGN_FILE, findings)
        return Desired(name, _name(document), findings, document)
    faulty = schema.check(document, "campaign", findings, defaults.path if defaults else None)
    campaign = None if faulty else build_campaign(document, findings)
    launch = None
    if not faulty & {"", "isScheduled", *SCHEDULE}:
        launch = schedule.resolve(wall_time(document), document, findings)
    elif not faulty & {"", "scheduledTimezone"}:
        schedule.check_zone(document, findings)
    return Desired(
        name,
        _name(document),
        findings,
        document,
        campaign,
        launch=launch,
        names_list=not faulty & {"", "contacts", "dynamicVariables"},
        file={"sha256": file_digest(data, defaults), "findings": len(findings)},
    )


def file_digest(data: bytes, defaults: Defaults | None) -> str | None:
    """Return the SHA-256 of a campaign file's bytes, with the values of its defaults where those give any.

    None where its defaults have errors.
    """
    if defaults is None or (defaults.document is None and not defaults.findings.has_errors):
        return hashlib.sha256(data).hexdigest()
    if defaults.document is None:
        return None
    values = canonical_json(defaults.document.value)
    return hashlib.sha256(hashlib.sha256(data).digest() + values).hexdigest()


def _unfinished_split(document: Document, parts: int, options: str) -> Finding:
    verb = "doesn't" if parts == 1 else "don't"
    return document.finding(
        "split-unfinished",
        f"a split of this campaign didn't finish: {count(parts, 'part')} beside it {verb} count",
        ("campaignName",),
        severity=Severity.WARNING,
        hint=f"run `campaigns split {shell_quote(document.path)} {options}` again: it deletes them and starts over",
    )


def _name(document: Document) -> str | None:
    name = document.value.get("campaignName") if isinstance(document.value, dict) else None
    return name if isinstance(name, str) else None
