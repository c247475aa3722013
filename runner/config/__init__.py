"""Campaign files: discovery, schema, schedule and the frozen `Campaign`."""
