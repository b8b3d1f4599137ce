"""What is said of draws that stream by: moments, quantiles, probabilities, and their numerical errors."""
