"""PyArrow."""

import json
import sys

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

names = ["Phone Number", "customer_name", "city", "plan"]
types = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
table = csv.read_csv(sys.argv[1], convert_options=types, parse_options=csv.ParseOptions(ignore_empty_lines=False))
fine = pc.match_substring_regex(table["Phone Number"], r"^\+[1-9][0-9]{6,14}$")
for name in names[1:]:
    fine = pc.and_(fine, pc.not_equal(pc.utf8_trim_whitespace(table[name]), ""))
row = pc.add(pc.indices_nonzero(pa.repeat(pa.scalar(value=True), table.num_rows)).cast(pa.int64()), 2)
table = pa.table({"row": row, "number": table["Phone Number"], "fine": fine})
good = table.filter(table["fine"])
counts = good.group_by("number").aggregate([("row", "count"), ("row", "min")])
twice = counts.filter(pc.greater(counts["row_count"], 1))
met = good.filter(pc.is_in(good["number"], twice["number"].combine_chunks()))
first = dict(zip(twice["number"].to_pylist(), twice["row_min"].to_pylist(), strict=True))
pairs = zip(met["row"].to_pylist(), met["number"].to_pylist(), strict=True)
again = sorted(row for row, number in pairs if first[number] != row)
print(json.dumps({"bad": table.filter(pc.invert(table["fine"]))["row"].to_pylist(), "again": again}))
