"""What every document has: number, date, author, status, version, basis, posting, history, list.

models      Document, the base of every document class; Historied; what is stored
types       DocumentType and its registry: everything a type says about itself
operations  create, edit, advance, post, unpost, locked, base_on
lines       save_lines
queries     based_on, dependants, history, movements
listing     lists of anything: search, filters, sorting, paging
"""
