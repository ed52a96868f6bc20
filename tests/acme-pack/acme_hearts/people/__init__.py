"""Acme's own words for people."""
