"""A CSV file as it is on disk: opening, encoding, delimiter, header, rows, digests."""
