"""The dispatcher's desk: a day of a warehouse, what waits and trips, map, hours, plans compared.

screen      the screen
keys        what only this screen has keys for
moving      marks put on trips and taken off, undoing, prices of moves, saving
planning    engines, late orders, why something waits
work        trips and days: new ones, goods, locks, loading, papers
panels      map and timeline, and what other dispatchers write
rows, told, pictures, names    what is shown, as cells and words; all of them pure
diff        two plans compared, hunk by hunk
"""
