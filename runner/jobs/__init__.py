"""Where lists and files are read: in this process, or in as many as `--jobs` allows."""
