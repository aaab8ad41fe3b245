"""What comes in: orders to suppliers, what is expected when, goods received."""
