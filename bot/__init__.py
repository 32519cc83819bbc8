"""The Rasa side (Python 3.10, its own environment): components, training data, connections."""
