"""People as stock or numbers: leads, a pipeline of them, heads, eyeballs, conversions."""
