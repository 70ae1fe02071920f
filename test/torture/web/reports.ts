/** What a page reports: it was loaded, has got to a moment of its run, runs again after an error that passes, or its run ended. */
export type Report = 'loaded' | Moment | 'passing' | 'ended';

/** Where a page can be disturbed. */
export const moments = ['request', 'response', 'handler', 'effect', 'finishing'] as const;
export type Moment = (typeof moments)[number];
