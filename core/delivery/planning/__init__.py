"""A day of deliveries: its pool, its plan, what of a plan becomes trips (routing.md)."""
