"""Generators of files in this repository, and checks between versions; not part of the package."""
