"""Who owes what: payments, offsets, debts, credit control, bills, currencies.

ledgers        what was charged, what was paid, when it is due
rules          debts and advances, offset, allocation, overdue: pure
objects        what a debt is of: a contract, an order, an invoice
charging       what a shipping document posts
payments       incoming payments and refunds;  offsets, adjustments, bills beside them
proposals      which objects a payment pays
debts          who owes, since when;  credit: who may be shipped to
"""
