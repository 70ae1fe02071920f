"""A LangGraph agent behind ag-ui-langgraph's own endpoint, with a scripted model.

usage: SCRIPTS=<json> langgraph_agent.py <port>      (its standard input is a pipe from the parent)
"""

import json

from ag_ui_langgraph import LangGraphAgent, add_langgraph_fastapi_endpoint
from fastapi import FastAPI
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Send, interrupt

from script import next_step, pieces
from serve import ran, serve


class ScriptedModel(BaseChatModel):
    """Streams the next step of the script, as the models of providers do."""

    _llm_type = "scripted"

    def _stream(self, messages, stop=None, run_manager=None, **_options):
        last = max(index for index, message in enumerate(messages) if isinstance(message, HumanMessage))
        since = messages[last + 1 :]
        step = next_step(messages[last].content, sum(isinstance(message, AIMessage) for message in since))
        for text in [json.dumps(results_in(messages))] if step.get("report") else step.get("text", []):
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        for index, call in enumerate(step.get("calls", [])):
            first, rest = pieces(call)
            start = tool_call_chunk(name=call["name"], args=first, id=call["id"], index=index)
            for chunk in (start, tool_call_chunk(args=rest, index=index)):
                yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[chunk]))

    def _generate(self, messages, stop=None, run_manager=None, **options):
        chunks = [chunk.message for chunk in self._stream(messages)]
        whole = sum(chunks[1:], chunks[0])
        message = AIMessage(content=whole.content, tool_calls=whole.tool_calls)
        return ChatResult(generations=[ChatGeneration(message=message)])


def results_in(messages):
    """Returns what the model sees of each call's result."""
    results = [message for message in messages if isinstance(message, ToolMessage)]
    return {result.tool_call_id: {"outcome": result.status, "content": result.content} for result in results}


@tool
def weather(city: str) -> str:
    """Returns the weather of a city."""
    ran("weather", city=city)
    return f"sunny in {city}"


@tool
def fail(reason: str) -> str:
    """Fails, and the model sees the reason."""
    ran("fail", reason=reason)
    raise ValueError(reason)


@tool
def crash(reason: str) -> str:
    """Ends the run with an error."""
    raise RuntimeError(reason)


@tool
def ask_city() -> str:
    """Asks the user a question that is not about a call."""
    return interrupt({"message": "Which city?"})


def book_room(call):
    """Books a room, which must be approved. A tool of LangChain does not know the id of its call."""
    answer = interrupt({"reason": "tool_call", "tool_call_id": call["id"], "message": "Book it?"})
    if answer.get("approved") is not True:
        return ToolMessage(f"denied: {answer.get('reason')}", tool_call_id=call["id"], status="error")
    city = call["args"]["city"]
    ran("book_room", city=city)
    return ToolMessage(f"a room in {city}", tool_call_id=call["id"])


class State(MessagesState):
    tools: list


model = ScriptedModel()
server_tools = {"weather": weather, "fail": fail, "crash": crash, "ask_city": ask_city, "book_room": None}


async def call_model(state: State):
    return {"messages": [await model.ainvoke(state["messages"])]}


async def run_tool(call):
    if call["name"] == "book_room":
        return {"messages": [book_room(call)]}
    try:
        return {"messages": [await server_tools[call["name"]].ainvoke(call)]}
    except ValueError as error:
        return {"messages": [ToolMessage(str(error), tool_call_id=call["id"], status="error")]}


def after_model(state: State):
    calls = [call for call in open_calls(state) if call["name"] in server_tools]
    return [Send("tool", call) for call in calls] or END


def after_tools(state: State):
    """The client's tools are called by ending the run."""
    return END if open_calls(state) else "model"


def open_calls(state: State):
    answered = {message.tool_call_id for message in state["messages"] if isinstance(message, ToolMessage)}
    last = next(message for message in reversed(state["messages"]) if isinstance(message, AIMessage))
    return [call for call in last.tool_calls if call["id"] not in answered]


graph = StateGraph(State)
graph.add_node("model", call_model)
graph.add_node("tool", run_tool)
graph.add_edge(START, "model")
graph.add_conditional_edges("model", after_model, ["tool", END])
graph.add_conditional_edges("tool", after_tools, ["model", END])

agent = LangGraphAgent(
    name="agent", graph=graph.compile(checkpointer=InMemorySaver()), emit_interrupt_outcome=True, emit_raw_events=False
)
app = FastAPI()
add_langgraph_fastapi_endpoint(app, agent)
serve(app)
