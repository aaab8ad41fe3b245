"""Controls that workplaces share. They draw frozen values and report what a person did.

fitting     which columns fit a width, and how wide each is
grid        a table of any length: rows or cells under a cursor
entry       a field of a form: text, choice, flag, row of a book
bars        the title above, the message and the keys below
braille     a canvas of dots: lines, marks, labels
map_scene   what is on a map, and its picture; map_view shows it
timeline    vehicles over hours, drawn from timeline_rows
loadbar     how full a vehicle is
telling     text that follows a switch of the language
"""
