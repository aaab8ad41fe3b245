"""What comes before an order: deals, needs of customers, visits of sales representatives.

Each of them can be the basis of an order or of a quotation (`basis.basis_for_order`); none of them
promises anything, so none posts to a ledger. A person sees his own; who may read all orders of
sales sees everybody's (`rights`).
"""
