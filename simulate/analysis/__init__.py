"""Questions to draws and datasets, answered by datasets."""
