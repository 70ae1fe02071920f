/** The functions that are used of each major version of the AI SDK. */
import * as ai7 from 'ai';
import * as ai5 from 'ai-v5';
import * as ai6 from 'ai-v6';

export const majors = [5, 6, 7] as const;
export type Major = (typeof majors)[number];

type SDK = Pick<typeof ai7, 'asSchema' | 'jsonSchema' | 'tool'>;

/** Their types are incompatible, but their values have the same shape. */
export const aiMajors: Readonly<Record<Major, SDK>> = { 5: ai5 as unknown as SDK, 6: ai6 as unknown as SDK, 7: ai7 };
