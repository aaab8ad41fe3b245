"""Discounts and markups: a tree of rules over a cart, loyalty cards, bonus points."""
