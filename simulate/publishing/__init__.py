"""Datasets become tables, charts, reports and files."""
