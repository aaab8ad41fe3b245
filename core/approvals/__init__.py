"""Approvals: tasks to the people who hold a right, and what their answers do to a document."""
