/** The major of the AI SDK that `ai` resolves to in this run of the tests. */
export const major: 5 | 6 | 7 = process.env.AI_PACKAGE === 'ai-v5' ? 5 : process.env.AI_PACKAGE === 'ai-v6' ? 6 : 7;

/** Returns a test's name, with the reason on the majors that skip it. */
export const named = (name: string, majors: readonly number[], reason: string): string =>
  majors.includes(major) ? name : `${name} (skipped on ai ${major}: ${reason})`;
