"""The custom actions of the dialogue: thin, each a few API calls between slots and replies.

An action holds no rule of the business, no wording and no database. `api_client` is the only door
to the API; the wording is in bot/data/responses/<topic>.yml; the order of a turn is in
bot/data/rules/<topic>.yml.
"""
