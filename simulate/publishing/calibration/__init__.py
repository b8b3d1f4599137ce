"""Predictions beside what was disclosed: JSON, table, report, chart."""
