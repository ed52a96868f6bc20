"""Relationship as a product or a stage: nurtured on a track, touched, won back, owned."""
