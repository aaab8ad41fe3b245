"""Delivery: what documents ask for, trips that carry it, what became of it (domain.md §2)."""
