"""How the encoder's adapter is made. Needs torch and many minutes; nothing here runs in service."""
