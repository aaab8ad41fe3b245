"""Finding rows by what a person types: words begun in any order, slips of the fingers forgiven.

A context declares what is searched of a table (`Searched`); triggers keep the words of every row,
whoever writes. Only types and indexes every PostgreSQL has are used.
"""
