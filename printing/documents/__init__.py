"""What the forms say: frozen data in, a form of the engine out.

Unified forms (ТОРГ-12) are Russian literals, because their wording is the law's. Sheets of klad
itself (pick list, command barcodes) are interface and speak the user's language. Totals of a
document are sums of its rounded lines.
"""
