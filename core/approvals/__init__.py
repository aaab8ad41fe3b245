"""Approvals (Согласование): whoever holds the right says yes or no to a document, in parallel.

statuses    the words: kinds of terms, verdicts, what a round and a task can be
approvable  what a document type says to be approved at all; the settings
models      rounds and their tasks
asking      ask, ask again, withdraw, drop after an edit
deciding    approve, refuse, read the results
queries     the inbox, the state and the rounds of a document
listings    the inbox and what one asked for, as lists
"""
