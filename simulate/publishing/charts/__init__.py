"""Charts of ranges: each kind is one file and one entry in `kinds.KINDS`."""
