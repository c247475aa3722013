"""Findings, plans and outcomes as text, Markdown, JSON, SARIF and workflow annotations; pure functions."""
