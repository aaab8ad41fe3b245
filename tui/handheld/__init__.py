"""The storekeeper's workplace: layout by measured size, the application, its wiring."""
