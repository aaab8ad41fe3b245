"""Controls that workplaces share. They draw frozen values and report what a person did.

fitting     which columns fit a width, and how wide each is
grid        a table of any length: rows or cells under a cursor
entry       a field of a form: text, choice, flag, row of a book
bars        the title above, the message and the keys below
telling     text that follows a switch of the language
"""
