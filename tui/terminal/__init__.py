"""What a handheld's terminal can do, and how to paint on it with few bytes."""
