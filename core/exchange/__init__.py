"""What comes in files: tables, CommerceML, the demo company. Readers here know no disk."""
