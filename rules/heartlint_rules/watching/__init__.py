"""Telling readers that they are watched."""
