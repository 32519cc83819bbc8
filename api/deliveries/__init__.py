"""What is still to be delivered and what could not be, for the people who see to it.

One of the joining packages: it asks the outbox and the domains that have put something in it.
"""
