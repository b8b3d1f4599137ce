"""Plans and the engine become labelled datasets."""
