import { useSyncExternalStore } from 'react';
import { approvals } from './bridge.ts';
import { fileRequests, locationRequests } from './client-tools.ts';

/** Returns the ids of the calls that wait for the user, in this tab. */
export function useWaiting(): readonly string[] {
  const asked = useSyncExternalStore(approvals.subscribe, approvals.pending);
  const locations = useSyncExternalStore(locationRequests.subscribe, locationRequests.pending);
  const files = useSyncExternalStore(fileRequests.subscribe, fileRequests.pending);
  return [...asked.map(({ call }) => call.id), ...locations, ...files];
}
