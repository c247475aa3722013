"""Contact lists: reads, checks, repairs and counts them, and writes the canonical list that is sent."""
