"""How quantities follow from each other: parsed, checked for units, resolved to a plan."""
