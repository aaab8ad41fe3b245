"""What a document asks for: method, address, windows, price (domain.md §2.1)."""
