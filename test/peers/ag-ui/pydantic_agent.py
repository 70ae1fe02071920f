"""An agent of pydantic-ai over its own AG-UI adapter, with a scripted model.

usage: SCRIPTS=<json> pydantic_agent.py <port>      (its standard input is a pipe from the parent)
"""

import json

from pydantic_ai import Agent, BinaryContent, DeferredToolRequests, ModelRetry
from pydantic_ai.messages import ModelRequest, ModelResponse, ToolReturnPart, UserPromptPart
from pydantic_ai.models.function import DeltaToolCall, FunctionModel
from pydantic_ai.ui.ag_ui import AGUIAdapter
from starlette.applications import Starlette
from starlette.routing import Route

from script import next_step, pieces
from serve import ran, serve


async def answer(messages, _info):
    """Streams the next step of the script."""
    texts = [index for index, message in enumerate(messages) if prompt_of(message) is not None]
    since = messages[texts[-1] + 1 :]
    step = next_step(prompt_of(messages[texts[-1]]), sum(isinstance(message, ModelResponse) for message in since))
    for text in [json.dumps(results_in(messages))] if step.get("report") else step.get("text", []):
        yield text
    for index, call in enumerate(step.get("calls", [])):
        first, rest = pieces(call)
        yield {index: DeltaToolCall(name=call["name"], json_args=first, tool_call_id=call["id"])}
        yield {index: DeltaToolCall(json_args=rest)}


def prompt_of(message):
    """Returns the text that the user sent in a message."""
    if not isinstance(message, ModelRequest):
        return None
    texts = [part.content for part in message.parts if isinstance(part, UserPromptPart)]
    return texts[-1] if texts else None


def results_in(messages):
    """Returns what the model sees of each call's result."""
    parts = [part for message in messages for part in message.parts if isinstance(part, ToolReturnPart)]
    return {part.tool_call_id: {"outcome": part.outcome, "content": seen(part.content)} for part in parts}


def seen(content):
    if isinstance(content, BinaryContent):
        return f"{content.media_type}, {len(content.data)} bytes"
    if isinstance(content, list):
        return [seen(item) for item in content]
    return content


agent = Agent(FunctionModel(stream_function=answer), output_type=[str, DeferredToolRequests])


@agent.tool_plain
def weather(city: str) -> str:
    """Returns the weather of a city."""
    ran("weather", city=city)
    return f"sunny in {city}"


@agent.tool_plain(requires_approval=True)
def book_room(city: str) -> str:
    """Books a room, which must be approved."""
    ran("book_room", city=city)
    return f"a room in {city}"


@agent.tool_plain
def fail(reason: str) -> str:
    """Fails, so that the model is asked to try again."""
    ran("fail", reason=reason)
    raise ModelRetry(reason)


@agent.tool_plain
def crash(reason: str) -> str:
    """Ends the run with an error."""
    raise RuntimeError(reason)


async def run(request):
    return await AGUIAdapter.dispatch_request(request, agent=agent)


serve(Starlette(routes=[Route("/", run, methods=["POST"])]))
