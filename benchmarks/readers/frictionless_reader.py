"""frictionless, with its own checks for a pattern, for what is required and for what must be unique."""

import json
import sys

from frictionless import Checklist, Resource, Schema, fields, system

system.trusted = True
number = fields.StringField(
    name="Phone Number", constraints={"required": True, "pattern": r"\+[1-9][0-9]{6,14}", "unique": True}
)
others = [fields.StringField(name=name, constraints={"required": True}) for name in ("customer_name", "city", "plan")]
resource = Resource(path=sys.argv[1], schema=Schema(fields=[number, *others]))
report = resource.validate(Checklist(), limit_errors=10_000_000)
errors = report.flatten(["rowNumber", "type"])
again = sorted(row for row, kind in errors if kind == "unique-error")
bad = sorted({row for row, kind in errors if kind != "unique-error"})
print(json.dumps({"bad": bad, "again": again}))
