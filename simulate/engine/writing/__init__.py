"""Models of a run written as instructions for the machine."""
