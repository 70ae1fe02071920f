import type { LettaEvent } from 'toolferry/letta';
import { log, short, stopwatch } from '../timeline.ts';

/** Returns a listener that prints the events of a Letta agent's turn. Client tools print their own calls. */
export function printTurn(): (event: LettaEvent) => void {
  const names = new Map<string, string>();
  let text = '';
  let elapsed = stopwatch();
  const printText = () => {
    if (text !== '') log('agent', text);
    text = '';
  };
  return (event) => {
    if (event.type === 'text') text += event.text;
    else printText();
    switch (event.type) {
      case 'call-requested': {
        const { id, name, input } = event.call;
        names.set(id, name);
        const where = event.on === 'client' ? 'here' : 'on the server';
        return log('agent', `calls ${name}(${short(JSON.parse(String(input)))}), which runs ${where}`);
      }
      case 'paused':
        elapsed = stopwatch();
        return log('server', `pauses until it has ${counted(event.pause.calls.length)}`);
      case 'resumed':
        return log('server', `resumes with ${counted(event.answers.length)} ${elapsed()}`);
      case 'server-tool-returned':
        return log('server', `${names.get(event.toolCallId)} returned ${event.text}`);
    }
  };
}

function counted(answers: number): string {
  return answers === 1 ? '1 answer' : `${answers} answers`;
}
