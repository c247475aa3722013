"""Where contacts are: time zones, countries and states from numbers, addresses and columns of a list."""
