"""Signing in by the force's own service: OpenID Connect, code flow with PKCE, Entra ID style."""
