"""Who of the Hub takes which ticket: members of queues, absence and cover, handing over, the sweep.

One of the joining packages: it knows people (identity) and tickets, and moves the one to the other.
"""
