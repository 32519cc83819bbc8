"""A rasa whose actions make the moves that a test names."""

STEP = [{"custom": {"kind": "worksheet_step"}}]
WHAT = "youths climb on the shop roofs and throw stones"


def moves(client, service_token, then=STEP):
    """Return a script for rasa: the actions make the move in `script.move`, then say `then`."""

    def script(body):
        turn_id = body["metadata"]["turn_id"]
        headers = {"Authorization": f"Bearer {service_token}", "X-Turn-Id": turn_id}
        for move in script.made:
            response = client.post(f"/v1/turns/{turn_id}/worksheet", json=move, headers=headers)
            script.answers.append(response)
        script.made = []
        return then

    script.made, script.answers = [], []
    return script
