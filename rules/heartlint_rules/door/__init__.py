"""No way to answer or to leave."""
