"""What `import simulate` gives, and what commands share with it: scenarios by name, runs, comparisons, studies."""
