"""wattif: ranges instead of points for what it takes to train an AI model."""
