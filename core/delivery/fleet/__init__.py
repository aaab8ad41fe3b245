"""What carries them: vehicles and their types, drivers, carriers with tariffs (domain.md §2.2)."""
