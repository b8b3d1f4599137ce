"""Two independent sets of points of a model, and its outputs where some inputs are exchanged between them."""
