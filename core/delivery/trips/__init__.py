"""Trips from being formed to being closed: loads, outcomes, returns, money (domain.md §2.3)."""
