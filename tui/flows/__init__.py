"""Where a transaction, a device and a printer meet; Textual is forbidden here."""
