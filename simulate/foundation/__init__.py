"""Errors, positions in files, the grammar of small texts, units and where the data lies. Knows nothing else."""
