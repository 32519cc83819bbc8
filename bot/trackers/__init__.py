"""What Rasa remembers of a conversation: as little as goes on, and no longer than it must."""
