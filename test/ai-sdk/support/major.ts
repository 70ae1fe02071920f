/** The major of the AI SDK that this run of the tests has under the name `ai`. */
export const major: 5 | 6 | 7 = process.env.AI_PACKAGE === 'ai-v5' ? 5 : process.env.AI_PACKAGE === 'ai-v6' ? 6 : 7;
