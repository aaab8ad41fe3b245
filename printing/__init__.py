"""Paper: forms, labels, sheets, and the way to a printer.

`engine` knows geometry, fonts and barcodes; `documents` know what a form says; `spool` carries
bytes to a printer; `words` writes sums and quantities out. Nothing here changes the database.
"""
