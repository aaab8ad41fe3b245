"""What the dispatcher's desk asks of the domain, and the sitting it asks through.

session     a sitting over one day: what is planned, undone, told by engines, and taken
engines     engines at work on a plan, in a thread
views       the day as rows that a screen paints
room        what is written at once, and who has written what
watch       hearing of other dispatchers
outlines    streets and rivers below the map
"""
