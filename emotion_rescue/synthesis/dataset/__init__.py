"""Labelled data sets on disk."""
