"""Carries a plan out, and changes what exists: looks before it sends, and records what became of each request."""
