"""Geometry of paper: forms declared once, laid out in millimetres, drawn as PDF or as text.

`form` is what a document declares; `fonts` measure; `blocks` and `tables` turn declarations
into marks at millimetres; `pages` share them out; `pdf` and `grid` are the two backends. The
engine knows neither goods nor the database. reportlab is imported on the first drawing, not
before: a terminal that never prints must not pay for it.
"""
