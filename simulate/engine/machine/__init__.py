"""Kernels: a list of instructions carried out on rows of 1,024 draws, and statistics of what comes out."""
