/** The tools that run in this page. */
import { type ClientTool, defineTool } from 'toolferry';
import { sleep } from './sleep.ts';
import { createUserRequests } from './user-requests.ts';

/** The calls of `locate` that wait for the user to share the location. */
export const locationRequests = createUserRequests<void>();
/** The calls of `pick_file` that wait for a file. */
export const fileRequests = createUserRequests<File>();

/** Safe to repeat: a reload in the middle asks again. */
const locate = defineTool({
  name: 'locate',
  description: 'Where the user is',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'read' },
  async handler(_, { toolCallId, signal }) {
    await locationRequests.ask(toolCallId, signal);
    const { coords } = await new Promise<GeolocationPosition>((resolve, reject) => {
      navigator.geolocation.getCurrentPosition(resolve, ({ message }) => reject(new Error(message)));
    });
    return { latitude: coords.latitude, longitude: coords.longitude };
  },
});

const pickFile = defineTool({
  name: 'pick_file',
  description: 'A file that the user picks: its name, type and size',
  inputSchema: { type: 'object' },
  metadata: { operationType: 'read' },
  async handler(_, { toolCallId, signal }) {
    const { name, type, size } = await fileRequests.ask(toolCallId, signal);
    return { name, type, bytes: size };
  },
});

/** Not safe to repeat: a call that a reload has cut off is answered with `outcome_unknown`. */
const saveNote = defineTool({
  name: 'save_note',
  description: "Save a note in the user's notebook",
  inputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  metadata: { operationType: 'write', requiresApproval: true },
  async handler({ text }, { signal }) {
    await sleep(1_500, signal);
    const notes: string[] = JSON.parse(localStorage.getItem('notes') ?? '[]');
    localStorage.setItem('notes', JSON.stringify([...notes, text]));
    return `saved as note ${notes.length + 1}`;
  },
});

export const clientTools: readonly ClientTool[] = [locate, pickFile, saveNote];
