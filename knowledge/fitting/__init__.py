"""How the fit file is made: simulate, learn, choose thresholds, measure."""
