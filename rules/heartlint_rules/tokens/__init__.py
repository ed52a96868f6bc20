"""Templated personalization: merge tags without a fallback, blanks left in, merges that broke."""
