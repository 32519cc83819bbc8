"""Telling people what concerns them: in the app, by e-mail, by webhook.

Below the domains, so that each may tell: `service.notify` writes into the caller's transaction.
"""
