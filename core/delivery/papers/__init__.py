"""Papers of a trip: route sheet, loading list, waybill, 1-T, sets (forms.md)."""
