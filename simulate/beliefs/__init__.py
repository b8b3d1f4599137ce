"""What is believed: distributions, priors, bundles, scenarios and the form of their files."""
