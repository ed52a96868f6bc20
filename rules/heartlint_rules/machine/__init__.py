"""The machinery shows: sequences, segments and field names meant for somebody else."""
