"""Somebody is there: a person signs, asks, thanks, admits, invites, lets go."""
