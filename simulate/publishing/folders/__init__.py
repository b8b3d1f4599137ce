"""What commands write to a folder."""
