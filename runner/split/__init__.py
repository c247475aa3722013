"""A campaign split into parts, each with its own file and list: by time zone, or by size into waves."""
