"""Synthetic survivors: bodies, scenes and voices with labels."""
