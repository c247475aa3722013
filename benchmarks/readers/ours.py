"""campaign-runner's engine, with both digests that `validate` needs."""

import json
import sys
from pathlib import Path

from runner.config.campaign import ContactsSource
from runner.contacts.reader import read_contacts
from runner.findings import Finding, Findings


def at(code: str, message: str, *_: object, **__: object) -> Finding:
    return Finding(code, message, "")


path = Path(sys.argv[1])
findings = Findings()
read_contacts(ContactsSource(path.name), {}, path, path.name, findings, at=at)
bad = {found.row or 0 for found in findings if found.code in ("phone-format", "csv-blank-row")}
again = [found.row for found in findings if found.code == "phone-repeated"]
print(json.dumps({"bad": sorted(bad), "again": again}))
