"""A result made again, and two results side by side: what is the same, what moved, and why."""
