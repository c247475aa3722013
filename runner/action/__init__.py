"""The GitHub Action: a workflow's event becomes a command, its outcome a comment, an issue and outputs."""
