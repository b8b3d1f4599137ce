"""Ranges in words and figures: records of a dataset, tables, JSON, CSV, report."""
