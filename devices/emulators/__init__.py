"""Imitated hardware. An emulator never imports the codec it is meant to try."""
