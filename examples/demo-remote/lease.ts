/** Milliseconds after which another replica continues what a dead one did. The default, 30 s, suits servers that are busy. */
export const leaseMs = 1_500;
