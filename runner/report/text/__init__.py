"""Plans, findings and outcomes as text for a terminal."""
