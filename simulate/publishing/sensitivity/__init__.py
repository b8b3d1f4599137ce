"""Studies of sensitivity as text and JSON."""
