"""Polars, its streaming engine; all lists at once."""

import json
import sys

import polars as pl

number = pl.col("Phone Number")
fine = number.str.contains(r"^\+[1-9][0-9]{6,14}$").fill_null(value=False)
for name in ("customer_name", "city", "plan"):
    fine &= (pl.col(name).str.strip_chars() != "").fill_null(value=False)
lists = [pl.scan_csv(path, infer_schema=False, row_index_name="row", row_index_offset=2) for path in sys.argv[1:]]
good = [rows.filter(fine) for rows in lists]
twice = [
    rows.group_by(number).agg(pl.len().alias("count"), pl.col("row").min().alias("first")).filter(pl.col("count") > 1)
    for rows in good
]
bad = [rows.filter(~fine).select("row") for rows in lists]
first = pl.collect_all([*bad, *twice], engine="streaming")
again = pl.collect_all(
    [
        rows.join(repeated.lazy(), on="Phone Number").filter(pl.col("row") != pl.col("first")).select("row")
        for rows, repeated in zip(good, first[len(lists) :], strict=True)
    ],
    engine="streaming",
)
for one, other in zip(first, again, strict=False):
    print(json.dumps({"bad": sorted(one["row"].to_list()), "again": sorted(other["row"].to_list())}))
