"""The GitHub Action: a workflow's event becomes a command, and what came of it a comment, an issue and outputs."""
