"""The kinds of deliveries that notices make."""

from typing import Final

MAIL: Final = "notice_mail"
WEBHOOK: Final = "notice_webhook"
