"""One way each to read a list: a script that is given a file.

Each finds the rows whose number isn't E.164 or that have a blank cell, and those whose number stood in an earlier one,
and prints both as JSON; rows count as a spreadsheet's do.
"""
