"""Faked attention or closeness: a reply that is none, a look that nobody took."""
