"""Carries a plan out: looks before it creates, and records each outcome before the next request."""
