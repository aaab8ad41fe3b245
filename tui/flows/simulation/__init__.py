"""A random day: sales managers, shift leads and storekeepers at work through the real verbs."""
