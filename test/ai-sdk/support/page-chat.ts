import {
  AbstractChat,
  type ChatState,
  type ChatTransport,
  convertToModelMessages,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithToolCalls,
  stepCountIs,
  streamText,
  type ToolSet,
  type UIMessage,
} from 'ai';
import { type ScriptedCall, scriptedModel } from './scripted-model.js';

type OnToolCall = (call: {
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input: unknown;
  readonly dynamic?: boolean | undefined;
}) => void;

/** The members of a tool part of a message that the tests read. */
interface ToolPart {
  readonly type: string;
  readonly toolCallId: string;
  readonly state: string;
  readonly output?: unknown;
  readonly errorText?: string;
}

/** The class of `useChat`, with a plain object in place of React's state. */
export class PageChat extends AbstractChat<UIMessage> {
  constructor(transport: ChatTransport<UIMessage>, onToolCall: OnToolCall) {
    super({
      state: plainState(),
      transport,
      onToolCall: ({ toolCall }) => onToolCall(toolCall),
      onError: (error) => {
        throw error;
      },
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
    });
  }

  get toolParts(): ToolPart[] {
    return this.messages.flatMap(({ parts }) => parts).filter(isToolPart) as unknown as ToolPart[];
  }
}

/** A route that calls `streamText` with a model that makes these calls or says this, then answers `done`, and a transport to it. */
export function route(tools: ToolSet, ...turns: readonly (readonly ScriptedCall[] | string)[]) {
  const { model, saw, prompts } = scriptedModel(...turns);
  const fetch = async (_url: unknown, init?: RequestInit): Promise<Response> => {
    const { messages } = JSON.parse(String(init?.body)) as { messages: UIMessage[] };
    const prompt = await convertToModelMessages(messages, { tools });
    return streamText({ model, tools, messages: prompt, stopWhen: stepCountIs(3) }).toUIMessageStreamResponse();
  };
  return { transport: new DefaultChatTransport<UIMessage>({ fetch }), saw, prompts };
}

function plainState(): ChatState<UIMessage> {
  const state: ChatState<UIMessage> = {
    status: 'ready',
    error: undefined,
    messages: [],
    pushMessage: (message) => {
      state.messages = [...state.messages, message];
    },
    popMessage: () => {
      state.messages = state.messages.slice(0, -1);
    },
    replaceMessage: (index, message) => {
      state.messages = state.messages.with(index, message);
    },
    snapshot: (thing) => structuredClone(thing),
  };
  return state;
}

function isToolPart({ type }: { readonly type: string }): boolean {
  return type.startsWith('tool-') || type === 'dynamic-tool';
}
