"""Price types and effective-dated prices of items; one price type per order, chosen by date."""
