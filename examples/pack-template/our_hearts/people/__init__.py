"""What we call the people who come."""
