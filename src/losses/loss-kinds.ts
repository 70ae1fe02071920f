/** Every difference that a conversion can make, with its meaning. A difference that is not listed is a defect of toolferry. */
export const lossKinds = {
  name: 'Agents see the visible name, from which the namespace and replaced characters cannot be recovered.',
  metadata:
    'Agents do not see the security metadata, and a tool that is re-created from the converted one has none. The bridge still applies it.',
  maskedMetadata: 'The server receives a weaker level, so that only the bridge asks for approval.',
  outputSchema: 'The target has no output schema. It is documentation, so results do not change.',
  keywords: 'The target has no keywords.',
  supportsConcurrency: 'The target has no such setting. Concurrent calls run concurrently.',
  noHandler: 'Calls fail: only a framework can wait for a result from another process.',
  objectType:
    'The schema is shown with the `type` and `properties` of an object, which providers require. The same inputs are accepted.',
  dialect:
    "The schema is shown with its original `$schema`, or without one, where the tool's own framework shows a different one.",
  closedObject:
    "The tool's own framework shows an open object as closed. It is shown as open: unknown members are allowed, and the tool's schema decides how they are handled.",
  requiredDefault:
    "The tool's own framework shows members with a default as required. They are shown as optional, because they can be omitted.",
  reference:
    "The schema refers to other parts of itself (`$ref`, `$defs`, `definitions`) in another way than the tool's own framework shows it.",
  schema:
    "The tool's own framework shows this part of the schema differently. Of zod 4, LangChain shows the values that a schema returns. The values that it accepts are shown.",
  addedCheck: "The tool's own framework does not validate inputs. They are validated against the schema that is shown.",
  hiddenCharacters: 'Control, bidirectional and other invisible characters were removed from the untrusted definition.',
  returnDirect: "The agent does not stop after this tool's result.",
  extras: 'Provider-specific fields are not sent.',
  tags: "Only LangChain's tracing inside the call reports the tool's tags.",
  nativeMetadata: "Metadata of the tool's own framework, which is not security metadata, is not shown.",
  description:
    'The description is a function of the context. It was called once, and every call uses that description.',
  title: 'The target has no title.',
  strict: 'The provider is not asked for strict arguments. Inputs are still validated.',
  inputExamples: 'The model does not see the input examples.',
  providerOptions: 'Provider-specific options are not sent.',
  deferLoading: 'The model sees the tool at once, and not only after a search.',
  contextSchema: 'The target does not provide a context. Pass one in the `context` option of `fromAISDKTools`.',
  onInputStart: 'The hook is not called: the target does not report when arguments begin.',
  onInputDelta: 'The hook is not called: the target does not report partial arguments.',
  onInputAvailable: 'The hook is not called before the tool runs.',
  experimental_toolCaller: 'The tool cannot call other tools: the AI SDK would run it past the bridge.',
} as const;

export type LossKind = keyof typeof lossKinds;
