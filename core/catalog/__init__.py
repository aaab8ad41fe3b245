"""What the company trades in: items, variants, units, packagings, barcodes, lots."""
