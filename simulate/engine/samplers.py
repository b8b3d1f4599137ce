"""The ways to choose points of the unit interval for a belief."""

SAMPLERS = ("sobol", "random", "latin")
"""Scrambled Sobol' points; independent ones; a Latin hypercube in each replicate (McKay, Beckman and Conover 1979)."""
