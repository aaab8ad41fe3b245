"""The desk: orders, warehouse, reference books and users, by keyboard on any terminal.

keys        what every screen and dialog of the desk shares: keys, messages, calls that may wait
dialogs     questions with typed answers: confirm, choose, fill in, read
listing     a list of anything, with search; the screen of it; picking a row from it
form        a card of anything: fields, tables of lines, tabs, commands
home        the menu
"""
