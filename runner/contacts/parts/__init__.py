"""A list in parts: each is read by itself, in whatever process, and joined to those before it."""
