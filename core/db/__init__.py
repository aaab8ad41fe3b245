"""PostgreSQL, and nothing else: mapped base, engine, unit of work, constraint names, numbering."""
