"""Why a sign-in by the force's service came to nothing."""


class SignInFailed(Exception):
    """Base of them all. `code` tells the page what to say; `reason` is for the log alone."""

    code = "refused"

    def __init__(self, reason: str) -> None:
        """Keep the reason: words of ours, nothing that the provider or a browser sent."""
        super().__init__(reason)
        self.reason = reason


class ProviderDown(SignInFailed):
    """The service does not answer, or not with what it should."""

    code = "provider_down"


class Refused(SignInFailed):
    """What came back does not prove who somebody is."""


class NotBegun(SignInFailed):
    """It was begun in another browser, too long ago, or was used already."""

    code = "not_begun"


class NoAccess(SignInFailed):
    """The service vouches for the person, but gives no role here, or the account is off."""

    code = "no_access"
