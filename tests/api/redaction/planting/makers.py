"""Which function makes what goes into which slot of a sentence."""

from collections.abc import Callable
from random import Random

from tests.api.redaction.planting import contacts, papers, places, references
from tests.api.redaction.planting.identifiers import Identifier

MAKERS: dict[str, Callable[[Random], Identifier]] = {
    "phone": contacts.phone,
    "email": contacts.email,
    "handle": contacts.handle,
    "handle_name": contacts.handle_name,
    "registration": places.registration,
    "postcode": places.postcode,
    "dob": papers.dob,
    "ni": papers.ni,
    "nhs": papers.nhs,
    "passport": papers.passport,
    "driving_licence": papers.driving_licence,
    "bank_card": papers.bank_card,
    "bank_account": papers.bank_account,
    "crime_reference": references.crime_reference,
    "custody_reference": references.custody_reference,
    "incident_reference": references.incident_reference,
    "pnc_id": references.pnc_id,
    "collar_number": references.collar_number,
}
