"""Engines behind one interface; each is imported only where it runs."""
