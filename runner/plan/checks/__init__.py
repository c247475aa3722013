"""Checks of what would be sent; each takes the changes and returns them with findings."""
