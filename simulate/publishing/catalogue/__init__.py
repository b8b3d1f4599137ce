"""What is believed, as text: bundles, scenarios, explanations, the catalogue and its version."""
