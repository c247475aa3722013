"""csv.reader, a regular expression and a dictionary."""

import csv
import json
import re
import sys

E164 = re.compile(r"\+[1-9][0-9]{6,14}").fullmatch
first: dict[str, int] = {}
bad, again = [], []
with open(sys.argv[1], newline="", encoding="utf-8") as file:  # noqa: PTH123
    reader = csv.reader(file)
    next(reader)
    for row, cells in enumerate(reader, start=2):
        number = cells[0]
        if not E164(number) or not all(map(str.strip, cells)):
            bad.append(row)
        elif first.setdefault(number, row) != row:
            again.append(row)
print(json.dumps({"bad": bad, "again": again}))
