"""What is said when a part is down, or something was not accepted."""

from api.wording.parts import Part, Plain, WithMaxChars


class Degraded(Part):
    """A part is down; what still works was done."""

    dialogue: Plain
    search: Plain
    nothing_found: Plain
    button: Plain
    open_the_form: Plain
    search_slow: Plain


class Failed(Part):
    """Something was not accepted, or went wrong."""

    general: Plain
    stale_button: Plain
    empty: Plain
    too_long: WithMaxChars
    turn_limit: Plain
