"""What the tests of tickets share: one that is opened, answered, read."""

from sqlalchemy import select

from api.audit.models import AuditEntry

TICKETS = "/v1/tickets"
QUESTION = "How do we stop lamp theft?"


def opened(client, headers, question=QUESTION, **more):
    """Open a ticket and return its reference."""
    response = client.post(TICKETS, json={"question": question} | more, headers=headers)
    assert response.status_code == 201, response.text
    return response.json()["ref"]


def read(client, headers, ref):
    """Return the ticket as that person sees it."""
    response = client.get(f"{TICKETS}/{ref}", headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def answered(client, curator, ref, text="Light it"):
    """Answer the ticket."""
    response = client.post(f"{TICKETS}/{ref}/answer", json={"answer": text}, headers=curator)
    assert response.status_code == 200, response.text
    return response.json()


def tag(client, headers, ref):
    """Return If-Match headers for the ticket as it is now."""
    return headers | {"If-Match": client.get(f"{TICKETS}/{ref}", headers=headers).headers["ETag"]}


def audited(app, action):
    """Return the ids of what the audit log says that action was done to."""
    with app.state.database.reading() as session:
        query = select(AuditEntry.object_id).where(AuditEntry.action == action)
        return list(session.scalars(query.order_by(AuditEntry.id)))
