"""The dispatcher's desk: a day of a warehouse, what waits and trips, map, hours, plans compared.

screen      the screen; it shows the board and hands keys on to the parts that work it
board       what the parts share: which day, its sitting, tables, whom to talk through
sitting     the thread a planning session lives on, and what of it may be shown meanwhile
tables      what waits and trips as grids, marks, what the cursors are on
moving      moves by hand, what they would cost, undoing, saving
exchanging  two stops, or the work of two vehicles, change places
planning    engines, late orders, why something waits
days        which day is on the board, and what other dispatchers write of it
trips       new trips, goods cut off, papers, loading
carriers    papers, trips and debts of a carrier
locks       stops, trips, orders to vehicles
panels      map and timeline
rows, told, pictures, names    what is shown, as cells and words; all of them pure
diff        two plans compared, hunk by hunk
"""
