"""Statistics of bare arrays get names, units and coordinates: the only place where they do."""
