"""Templates of answers: kept by leads, filled for a ticket, never sent half-filled."""

import pytest

from tests.api.tickets.asking import TICKETS, audited, opened

TEMPLATES = "/v1/answer-templates"
NEW = {"name": "Lighting", "text": "About {ref}: {question}\n\n{write_here}\n\n{curator}"}


@pytest.fixture
def kept(client, lead):
    """A template that a lead has made."""
    response = client.post(TEMPLATES, json=NEW, headers=lead)
    assert response.status_code == 201, response.text
    return response.json()


class TestDoors:
    """Curators read, leads keep."""

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
    def test_keeping_is_a_leads(self, client, officer, curator, kept, method):
        """401, 403, 403."""
        url = TEMPLATES if method == "POST" else f"{TEMPLATES}/{kept['id']}"
        body = None if method == "DELETE" else NEW
        for headers, status in ((None, 401), (officer, 403), (curator, 403)):
            assert client.request(method, url, json=body, headers=headers).status_code == status

    @pytest.mark.parametrize("path", ["", "/1", "/1/filled?ref=PF-2020-000001"])
    def test_reading_is_the_hubs(self, client, officer, path):
        """401, 403."""
        assert client.get(f"{TEMPLATES}{path}").status_code == 401
        assert client.get(f"{TEMPLATES}{path}", headers=officer).status_code == 403

    def test_missing_is_404(self, client, lead, officer, kept):
        """By every route; a template for a ticket nobody has, too."""
        url = f"{TEMPLATES}/99999"
        ref = opened(client, officer)
        assert client.get(url, headers=lead).status_code == 404
        assert client.put(url, json=NEW, headers=lead).status_code == 404
        assert client.delete(url, headers=lead).status_code == 404
        assert client.get(f"{url}/filled?ref={ref}", headers=lead).status_code == 404
        wrong = f"{TEMPLATES}/{kept['id']}/filled?ref=PF-2020-000001"
        assert client.get(wrong, headers=lead).status_code == 404


class TestAddTemplate:
    """POST and PUT: what a template may hold."""

    @pytest.mark.parametrize(
        "text",
        ["Hello {}", "Hello {name}", "{asker}", "{ref.__class__}", "{ref!r}", "{ref:>10}", "{",
         "}", "{ ref }", "  ", "a\x00", "x" * 20001],
    )  # fmt: skip
    def test_empty_and_unknown_placeholders_are_422(self, client, lead, text):
        """So are an empty text, NUL, and too much."""
        refused = client.post(TEMPLATES, json=NEW | {"text": text}, headers=lead)
        assert refused.status_code == 422
        assert refused.json()["errors"]

    def test_braces_that_are_meant_are_doubled(self, client, lead, curator, officer):
        """As the words say what is known."""
        body = {"name": "Braces", "text": "{{as typed}}"}
        made = client.post(TEMPLATES, json=body, headers=lead).json()
        url = f"{TEMPLATES}/{made['id']}/filled?ref={opened(client, officer)}"
        assert client.get(url, headers=curator).json()["text"] == "{as typed}"

    def test_a_name_is_one_templates(self, client, lead, kept):
        """Whatever its capitals; keeping one's own name is no clash."""
        again = client.post(TEMPLATES, json=NEW | {"name": "LIGHTING"}, headers=lead)
        assert (again.status_code, again.json()["code"]) == (409, "name_taken")
        url = f"{TEMPLATES}/{kept['id']}"
        assert client.put(url, json=NEW | {"text": "New"}, headers=lead).status_code == 200

    def test_an_older_version_is_412(self, client, app, lead, kept):
        """Two leads at once."""
        url = f"{TEMPLATES}/{kept['id']}"
        old = lead | {"If-Match": '"1"'}
        assert client.put(url, json=NEW, headers=old).status_code == 200
        assert client.put(url, json=NEW, headers=old).status_code == 412
        assert client.delete(url, headers=old).status_code == 412
        assert client.delete(url, headers=lead).status_code == 204
        assert client.get(TEMPLATES, headers=lead).json() == []
        assert len(audited(app, "template_edited")) == 1


class TestFilled:
    """GET …/filled."""

    def test_what_the_ticket_says_stands_in_it(self, client, officer, curator, kept):
        """A question with braces of its own is no template."""
        ref = opened(client, officer, "What of {ref} and {curator}?")
        url = f"{TEMPLATES}/{kept['id']}/filled?ref={ref}"
        text = client.get(url, headers=curator).json()["text"]
        assert f"About {ref}: What of {{ref}} and {{curator}}?" in text
        assert "{write_here}" in text


class TestRefuseLeftOver:
    """An answer in which a placeholder still stands is not sent."""

    def test_it_is_422_and_named(self, client, officer, curator):
        """Other braces are the curator's own business."""
        url = f"{TICKETS}/{opened(client, officer)}/answer"
        refused = client.post(url, json={"answer": "Dear {write_here}"}, headers=curator)
        assert (refused.status_code, refused.json()["code"]) == (422, "placeholder_left")
        assert "{write_here}" in refused.json()["detail"]
        assert client.post(url, json={"answer": "a {b} c"}, headers=curator).status_code == 200
