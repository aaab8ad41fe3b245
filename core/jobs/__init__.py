"""Background work: the queue inside PostgreSQL, its workers, what is done at which hour."""
