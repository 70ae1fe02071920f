/** The major of the AI SDK that this run of the tests has under the name `ai`. */
export const major: 5 | 6 | 7 = process.env.AI_PACKAGE === 'ai-v5' ? 5 : process.env.AI_PACKAGE === 'ai-v6' ? 6 : 7;

/** A test's name; on the majors that leave it out, with the reason. */
export const named = (name: string, majors: readonly number[], why: string): string =>
  majors.includes(major) ? name : `${name} (skipped on ai ${major}: ${why})`;
