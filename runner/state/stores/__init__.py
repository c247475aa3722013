"""Where the state is kept: a file, a git branch, a branch on GitHub."""
