"""Measurements of whole processes, as ratios with medians; run with `make bench`."""
