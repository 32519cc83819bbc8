"""Insight: what is asked, what became of it, and how long the Hub took; counts of weeks.

One of the joining packages: it counts what conversations, tickets and feedback hold, keeps the
counts, and gives them out by week, topic, area and channel. How each is counted: definitions.yml.
"""
