"""The words with which lists say that a value is missing, or that somebody must not be called."""
