"""What the scripted models of the Python agents do: the script with the text of the user's last message, one step per request.

A step is {"text": [pieces]}, {"calls": [{"id", "name", "input"}], "text"?: [pieces]}, or {"report": true}: the model then answers
with the results that it sees in the conversation, as JSON.
"""

import json
import os

SCRIPTS = json.loads(os.environ["SCRIPTS"])


def next_step(text, requests):
    """Returns the step of a request; `requests` were sent since the user's message. After its last step a script ends with "Done."."""
    steps = SCRIPTS.get(text, [{"text": [f"There is no script for {text!r}."]}])
    return steps[requests] if requests < len(steps) else {"text": ["Done."]}


def pieces(call):
    """Returns the input of a call in the two pieces that it streams in."""
    text = json.dumps(call.get("input", {}))
    return text[:5], text[5:]
