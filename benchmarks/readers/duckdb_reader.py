"""DuckDB."""

import json
import sys

import duckdb

db = duckdb.connect()
db.execute(
    """
    CREATE TEMP TABLE list AS
    SELECT row_number() OVER () + 1 AS row, "Phone Number" AS number,
           regexp_full_match(coalesce("Phone Number", ''), '\\+[1-9][0-9]{6,14}')
           AND trim(coalesce(customer_name, '')) != '' AND trim(coalesce(city, '')) != ''
           AND trim(coalesce(plan, '')) != '' AS fine
    FROM read_csv(?, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')
    """,
    [sys.argv[1]],
)
bad = db.execute("SELECT row FROM list WHERE NOT fine ORDER BY row").fetchall()
again = db.execute(
    """
    SELECT row FROM list JOIN (
      SELECT number, min(row) AS first FROM list WHERE fine GROUP BY number HAVING count(*) > 1
    ) USING (number) WHERE fine AND row != first ORDER BY row
    """
).fetchall()
print(json.dumps({"bad": [row for (row,) in bad], "again": [row for (row,) in again]}))
