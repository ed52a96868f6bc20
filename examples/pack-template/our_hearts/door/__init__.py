"""Whether an answer can reach us."""
