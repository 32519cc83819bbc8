"""Recalls: an article was wrong, and everybody who was given it is told, once.

One of the joining modules: it looks in conversations and requests for who was given an article.
"""
