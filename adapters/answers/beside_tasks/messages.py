"""Messages for programs; the form is documented in docs/cli.md."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.telling.message_content import marked
from events.beside.attempts import attempts
from events.views import MessageView


def message_answer(message: MessageView, names: Mapping[str, str]) -> dict[str, Any]:
    """A message for programs."""
    found = message._asdict()
    found["content"] = marked(json.loads(message.content))
    found["tries"] = [one._asdict() for one in attempts(message.tries)]
    return {**found, "name": names.get(message.recipient, message.recipient)}
