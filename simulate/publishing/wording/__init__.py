"""How numbers and labels are written, whatever they are about."""
