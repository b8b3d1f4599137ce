"""Draws and statistics of bare arrays: no names, no units, no files."""
