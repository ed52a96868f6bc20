"""Finds merge tags and template logic in a source: one file for each sort of delimiter."""
