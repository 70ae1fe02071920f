import { type ChangeEvent, type SyntheticEvent, useSyncExternalStore } from 'react';
import { fileRequests, locationRequests } from './client-tools.ts';

/** Shows what a call of this page waits for: a click that shares the location, or a file. The user can refuse both. */
export function CallRequest({ toolCallId }: { readonly toolCallId: string }) {
  const isLocation = useSyncExternalStore(locationRequests.subscribe, locationRequests.pending).includes(toolCallId);
  const isFile = useSyncExternalStore(fileRequests.subscribe, fileRequests.pending).includes(toolCallId);
  if (!isLocation && !isFile) return null;
  const refuse = (event: SyntheticEvent) => {
    keepFocus(event);
    (isFile ? fileRequests : locationRequests).refuse(toolCallId);
  };
  const share = (event: SyntheticEvent) => {
    keepFocus(event);
    locationRequests.answer(toolCallId, undefined);
  };
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.currentTarget.files ?? [];
    keepFocus(event);
    if (file) fileRequests.answer(toolCallId, file);
  };
  return (
    <div className="buttons">
      {isLocation && (
        <button type="button" className="primary" onClick={share}>
          Share my location
        </button>
      )}
      {isFile && (
        <label className="file">
          <span>Pick a file. Only its name, type and size leave the page.</span>
          <input type="file" onChange={pick} />
        </label>
      )}
      <button type="button" onClick={refuse}>
        Refuse<span className="hidden"> {isFile ? 'to pick a file' : 'to share the location'}</span>
      </button>
    </div>
  );
}

/** The button is about to disappear: its entry of the timeline gets the focus. */
function keepFocus({ currentTarget }: SyntheticEvent): void {
  if (currentTarget instanceof Element) currentTarget.closest('li')?.focus();
}
