/** What the AG-UI agents in Python require. */
export const agUIEnvironment = { name: 'ag-ui', lock: new URL('requirements.lock.txt', import.meta.url) };
