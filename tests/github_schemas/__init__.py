"""Extracts of GitHub's published schemas, which `python -m tools.github_schemas` writes, and what differs from them."""
