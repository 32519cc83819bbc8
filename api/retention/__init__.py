"""How long what is written is kept, what is purged when, and what an officer deletes at once.

One of the joining packages: a conversation's traces lie in several domains, each of which deletes
its own.
"""
