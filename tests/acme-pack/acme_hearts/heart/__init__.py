"""What Acme is glad to read."""
