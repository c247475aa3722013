"""Plans, findings and outcomes as text, Markdown, HTML, JSON, SARIF, annotations and iCalendar: pure functions."""
