"""Rescue sites with people in them, rendered, with the exact truth of every picture."""
