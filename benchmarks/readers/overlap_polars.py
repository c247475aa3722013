"""Polars: the lists of each number by group_by, pairs by joining them with themselves, weeks by rolling windows."""

import array
import json
import sys
from pathlib import Path

import polars as pl

folder = Path(sys.argv[1])
times = json.loads((folder / "times.json").read_text())
values = array.array("Q", (folder / "numbers").read_bytes())
each = len(values) // len(times)
numbers = pl.DataFrame({"number": pl.Series(memoryview(values), dtype=pl.UInt64)})
lists = pl.DataFrame({"one": range(len(times)), "at": times}, schema={"one": pl.Int64, "at": pl.Int64})
calls = numbers.with_row_index("row").select("number", one=pl.col("row").cast(pl.Int64) // each).join(lists, on="one")
shared = calls.join(calls.group_by("number").len().filter(pl.col("len") > 1), on="number", how="semi")
other = shared.rename({"one": "other", "at": "then"})
near = shared.join(other, on="number").filter(pl.col("one") != pl.col("other"))
near = near.filter((pl.col("at") - pl.col("then")).abs() <= 7 * 24)
pairs = near.group_by("one", "other").len().filter(pl.col("len") > each // 5)
again = pairs.group_by("one").agg(pl.col("len").max().alias("most"), pl.len().alias("count")).sort("one")

week = {"index_column": "at", "period": "168i", "group_by": "number"}
ordered = shared.sort("number", "at")
until = ordered.rolling(**week, closed="right").agg(pl.len().alias("calls"), pl.col("one").last())
until = ordered.with_columns(until["calls"])
# Of calls of one instant the last has them all.
until = until.with_columns(pl.col("calls").max().over("number", "at"))
best = until.rolling(**week, offset="0i", closed="left").agg(pl.col("calls").max().alias("best"))
over = until.with_columns(best["best"]).filter(pl.col("best") > 3)
said = over.group_by("one").agg(pl.len().alias("people"), pl.col("best").max())
met = over.join(other, on="number").filter(pl.col("one") != pl.col("other"))
met = met.filter((pl.col("at") - pl.col("then")).abs() < 7 * 24).group_by("one").agg(pl.col("other").n_unique())
often = said.join(met, on="one").sort("one")
print(
    json.dumps(
        {
            "again": [[one, [most, count]] for one, most, count in again.rows()],
            "often": [[one, [people, most, others]] for one, people, most, others in often.rows()],
        }
    )
)
