import type { AbstractChat, InferUITools, UIDataTypes, UIMessage } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import { answerOpenCalls, answerToolCall, createToolsFromClient } from 'toolferry/ai-sdk';

const locate = defineTool({ name: 'locate', description: 'Where', inputSchema: { type: 'object' }, handler: () => 1 });
const tools = createToolsFromClient([locate]);
const bridge = createBridge({ tools: [locate] });
const toolCall = { toolCallId: 'c1', toolName: 'locate', input: {} };

type Typed = UIMessage<unknown, UIDataTypes, InferUITools<typeof tools>>;

/** The functions of a chat are accepted, with messages of any type. */
export function accepts(chat: AbstractChat<UIMessage>, typed: AbstractChat<Typed>): void {
  answerToolCall(bridge, toolCall, chat.addToolOutput);
  answerToolCall(bridge, toolCall, chat.addToolResult);
  answerToolCall(bridge, toolCall, typed.addToolOutput);
  answerToolCall(bridge, toolCall, chat.addToolOutput, { thread: chat.id });
  answerOpenCalls(bridge, chat.messages, chat.addToolOutput);
  answerOpenCalls(bridge, typed.messages, typed.addToolOutput, { thread: typed.id });
  // @ts-expect-error A function that takes something else.
  answerToolCall(bridge, toolCall, (text: string) => text);
  // @ts-expect-error An array of tools has no record of its calls.
  answerToolCall([locate], toolCall, chat.addToolOutput);
  // @ts-expect-error The option is `thread`.
  answerOpenCalls(bridge, chat.messages, chat.addToolOutput, { chat: chat.id });
  // @ts-expect-error One message is not the messages of a chat.
  answerOpenCalls(bridge, chat.messages[0], chat.addToolOutput);
}
