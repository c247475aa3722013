"""Polars, its streaming engine."""

import json
import sys

import polars as pl

number = pl.col("Phone Number")
rows = pl.scan_csv(sys.argv[1], infer_schema=False, row_index_name="row", row_index_offset=2)
fine = number.str.contains(r"^\+[1-9][0-9]{6,14}$").fill_null(value=False)
for name in ("customer_name", "city", "plan"):
    fine &= (pl.col(name).str.strip_chars() != "").fill_null(value=False)
good = rows.filter(fine)
twice = (
    good.group_by(number).agg(pl.len().alias("count"), pl.col("row").min().alias("first")).filter(pl.col("count") > 1)
)
bad, repeated = pl.collect_all([rows.filter(~fine).select("row"), twice], engine="streaming")
again = good.join(repeated.lazy(), on="Phone Number").filter(pl.col("row") != pl.col("first")).select("row")
found = again.collect(engine="streaming")
print(json.dumps({"bad": sorted(bad["row"].to_list()), "again": sorted(found["row"].to_list())}))
