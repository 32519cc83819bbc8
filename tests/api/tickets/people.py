"""Somebody of the Hub, for tests that need no sign-in."""

from api.identity.roles import Principal, Role

JO = Principal("jo", "jo", "Jo", Role.CURATOR)
