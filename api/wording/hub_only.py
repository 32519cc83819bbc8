"""While only the Hub answers."""

from api.wording.parts import Part, Plain


class HubOnlyWording(Part):
    """What officers are told unless a lead says it otherwise, and the offer that follows it."""

    public: Plain
    offer: Plain
    search: Plain
    library: Plain
