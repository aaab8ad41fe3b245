"""Whom the company trades with, and as whom: companies, partners, legal entities, contacts."""
