"""The way to a printer: settings, and pure delivery of bytes to a file, IPP, `lp` or port 9100.

A delivery either returns or raises what went wrong; it keeps no queue and never retries. Which
jobs are due and how often to try is kept in the database by those who ask for printing.
"""
