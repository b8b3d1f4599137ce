"""Comparisons as text and JSON."""
