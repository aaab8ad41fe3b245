"""What is billed: sales invoices made from the facts of shipping, and mismatch control."""
