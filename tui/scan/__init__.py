"""The way of a scan inside the terminal: characters, strokes, the tape, the one writer."""
