import type { AbstractChat, InferUITools, UIDataTypes, UIMessage } from 'ai';
import { createBridge, defineTool } from 'toolferry';
import { answerToolCall, createToolsFromClient } from 'toolferry/ai-sdk';

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
  // @ts-expect-error A function that takes something else.
  answerToolCall(bridge, toolCall, (text: string) => text);
  // @ts-expect-error An array of tools has no record of its calls.
  answerToolCall([locate], toolCall, chat.addToolOutput);
}
