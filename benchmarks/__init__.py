"""What drawing costs, side by side with NumPy in fresh processes: `make bench`."""
