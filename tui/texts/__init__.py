"""What errors say, one module per area: `TEXTS: dict[code, ErrorText]`, msgids marked with N_."""
