"""Contact lists outside the repository, over https, s3, gs and az."""
