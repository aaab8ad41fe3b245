"""The desk without a screen: lists, forms and commands as frozen values and plain calls.

shapes      what a form is: fields, tables of lines, commands, a card of values
books       forms of reference books, one for all of them
documents   what forms of documents share
orders, outbound, invoices, tasks, entries   the documents themselves
registry    which form belongs to which list, and the sections of the menu
desk        the calls a screen makes; each is one transaction
"""
