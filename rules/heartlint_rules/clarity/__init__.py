"""The reader has to work: advice, never more."""
