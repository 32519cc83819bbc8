"""The ways into Rasa: one, for the api alone."""
