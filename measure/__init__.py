"""Measuring the running assistant: quality (`make eval`) and speed (`make bench`)."""
