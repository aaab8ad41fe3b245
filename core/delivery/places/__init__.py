"""Where deliveries go: addresses with coordinates, zones, geocoders (domain.md §2.2)."""
