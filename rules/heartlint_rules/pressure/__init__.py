"""Pushing instead of reasons: false urgency, scarcity, countdowns, guilt, shame."""
