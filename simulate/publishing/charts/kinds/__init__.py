"""Kinds of charts of ranges: each is one file and one entry in `table.KINDS`."""
