"""Barcode scanners without input or output: framing, meaning of a code, layout recovery.

Importing this package costs nothing: no serial port, no thread, no clock, and the GS1 tables are
read at the first GS1 code (or at `codes.preload`).
"""
