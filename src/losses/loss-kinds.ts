/**
 * Every way in which a tool may change when it is given to another framework or server, with what that means there. What is
 * not here is a defect of ours.
 */
export const lossKinds = {
  name: 'Agents see the visible name: the namespace and refused characters are not told apart in it any more.',
  metadata:
    'Agents do not know the security metadata, and a tool that somebody makes from this one is without it. The bridge still applies it.',
  maskedMetadata: 'The server is told a weaker level, so that it does not ask for approval as well. The bridge asks.',
  outputSchema: 'There is no place for an output schema. It is documentation; results are not changed.',
  keywords: 'There is no place for keywords.',
  supportsConcurrency: 'There is no place for it. Calls at the same time run at the same time.',
  noHandler: 'Calls fail: only a framework can wait for an answer from another process.',
  objectType:
    'The schema is shown with the type and properties of an object, because providers refuse parameters without. The same inputs are accepted.',
  dialect: 'The schema is shown with its `$schema`, which its own framework leaves out or writes otherwise.',
  closedObject:
    "The tool's own framework shows an object as closed that is not. It is shown as it is: unknown members are allowed, and the tool's schema decides what becomes of them.",
  requiredDefault:
    "The tool's own framework shows members with a default as required. They are shown as they are: they may be left out.",
  addedCheck: "The tool's own framework checks no input. Here inputs are checked against the schema that is shown.",
  hiddenCharacters:
    'Control, bidirectional and other invisible characters were removed from what a server said of the tool.',
  returnDirect: "An agent does not stop with this tool's result.",
  extras: 'Fields for one provider are not sent.',
  tags: "The tool's own tags are told by LangChain's tracing only, from inside the call.",
  nativeMetadata: "Metadata of the tool's own framework, which says nothing of security, is not shown.",
  description: 'The description is a function of the context. It was asked once, and is the same text at every call.',
  title: 'There is no place for a title.',
  strict: 'The provider is not asked for strict arguments. Inputs are checked all the same.',
  inputExamples: 'Examples of inputs are not shown to the model.',
  providerOptions: 'Options for one provider are not sent.',
  deferLoading: 'The tool is shown at once, not found by a search.',
  contextSchema:
    'Nobody there gives the tool a context. Give it one when it is taken in: the option `context` of `fromAISDKTools`.',
  onInputStart: 'The hook is not called: no other framework tells that arguments begin.',
  onInputDelta: 'The hook is not called: no other framework tells arguments piece by piece.',
  onInputAvailable: 'The hook is not called before the tool runs.',
} as const;

export type LossKind = keyof typeof lossKinds;
