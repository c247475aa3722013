"""The words of lists: for a missing value, for people who must not be called, and text that was damaged."""
