"""Planning of routes: integers in, integers out. A leaf: it knows no goods and no database."""
