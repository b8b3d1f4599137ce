"""What `make docs` makes the manual of: pages from the repository, and reference pages from the program itself."""
