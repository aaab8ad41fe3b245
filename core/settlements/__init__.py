"""Settlements with customers: debts and advances, payments, what offsets what, credit control."""
