"""Files that are whole or not there: NetCDF, texts, insertions."""
