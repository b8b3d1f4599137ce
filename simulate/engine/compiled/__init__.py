"""The engine as a few compiled kernels; `run.run` does what `simulate.engine.run.run` does, faster."""
