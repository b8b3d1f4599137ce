"""What the priors rest on, as a bibliography: each source once, with everything that cites it."""
