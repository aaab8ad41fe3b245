"""Who did what: the append-only trail, and the mark of who is acting in a session."""
