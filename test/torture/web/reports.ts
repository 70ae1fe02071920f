/** A report of a page: it was loaded, its run reached a moment, it runs again after a passing error, or its run ended. */
export type Report = 'loaded' | Moment | 'passing' | 'ended';

/** The moments at which a page can be disturbed. */
export const moments = ['request', 'response', 'handler', 'effect', 'finishing'] as const;
export type Moment = (typeof moments)[number];
