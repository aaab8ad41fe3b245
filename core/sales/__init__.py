"""Customer orders: what was promised, on what terms, and what the warehouse may do about it."""
