"""Our pipeline beside Rasa's default one, cross-validated on anybody's labelled messages."""
