"""Families of distributions: a file each, or one for close relatives; `table` lists how they are written."""
