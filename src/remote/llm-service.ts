import type { LLMOptions, LLMService } from '../types.js';

/** What a framework's model does for a service. */
interface ModelOperations {
  call(prompt: string, options: LLMOptions): Promise<string>;
  extract(prompt: string, schema: Record<string, unknown>, options: LLMOptions): Promise<unknown>;
}

/** Makes a service of a model. Every model that answers with text can classify. */
export function createLLMService({ call, extract }: ModelOperations): Required<LLMService> {
  return {
    call: (prompt, options = {}) => call(withContext(prompt, options), options),
    extract: (prompt, schema, options = {}) => extract(withContext(prompt, options), schema, options),
    classify: async (text, categories, options = {}) => {
      const answer = await call(withContext(classification(text, categories), options), options);
      return readCategory(answer, categories);
    },
  };
}

function withContext(prompt: string, { context }: LLMOptions): string {
  return context === undefined ? prompt : `${prompt}\n\nContext: ${JSON.stringify(context)}`;
}

function classification(text: string, categories: readonly string[]): string {
  return `Which of the categories ${JSON.stringify(categories)} does this text belong to? Answer with the category alone.\n\n${text}`;
}

/** Models add quotes, a full stop or another case. Throws for any other answer, because a guess would look like a result. */
function readCategory(answer: string, categories: readonly string[]): string {
  const plain = (text: string) =>
    text
      .trim()
      .replace(/^["'`]+|["'`.]+$/g, '')
      .toLowerCase();
  const exact = categories.find((category) => category === answer.trim());
  const category = exact ?? categories.find((each) => plain(each) === plain(answer));
  if (category !== undefined) return category;
  throw new Error(`The model answered with none of the categories: ${JSON.stringify(answer.slice(0, 100))}.`);
}
