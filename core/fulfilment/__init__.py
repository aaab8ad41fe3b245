"""What really moves in the warehouse: expense orders, their pick tasks, checking and shipping."""
