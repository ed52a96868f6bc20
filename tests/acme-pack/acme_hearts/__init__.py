"""Acme's rules: how Acme talks about the people it writes to."""
