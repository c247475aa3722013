"""Plans and findings as Markdown, for pull request comments and job summaries."""
