"""Experiments that decide what is shipped: dear to run, so by hand, and written up in docs."""
