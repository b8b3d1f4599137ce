"""Charts of ranges (see `kinds.table`), of priors, of sensitivity, of comparisons and of calibration."""
