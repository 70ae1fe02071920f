/** The demo of the replicas, which runs once. Outside CI, what it needs may be missing: then it is skipped, with the reason. */
import { beforeAll, expect, test } from 'vitest';
import { type PlacedEvent, problemsOf } from '../../examples/demo-remote/record.ts';
import { agUIEnvironment } from '../peers/ag-ui/environment.ts';
import { postgresMissing } from '../peers/postgres.ts';
import { findPythonEnvironment } from '../peers/python-environments.ts';
import { needs } from './needs.ts';
import { runExample } from './run-example.ts';

const { missing: pythonMissing } = await findPythonEnvironment(agUIEnvironment);
const withPostgres = needs(postgresMissing === undefined, postgresMissing ?? '');
const reason = postgresMissing ?? pythonMissing;
const withPython = needs(reason === undefined, reason ?? '');

let output = '';
beforeAll(async () => {
  if (postgresMissing === undefined || process.env.CI) output = await runExample('demo-remote/demo.ts');
});

interface TimelineEvent {
  readonly where: string;
  readonly what: string;
  readonly text: string;
}

/** Reads the events of an agent's run from the printed timeline. */
function timelineOf(agent: string): TimelineEvent[] {
  const [, run = ''] = output.split(`\n${agent}\n`);
  const [lines = ''] = run.split('\n\n');
  return lines.split('\n').flatMap((line) => {
    const [, where = '', what = '', text = ''] = /^ *\d+ ms {2}(.{9}) {2}(.{11}) {2}(.*)$/.exec(line) ?? [];
    return where === '' ? [] : [{ where: where.trim(), what: what.trim(), text }];
  });
}

/** Returns where each handler started, and each approval was requested, by the start of the event's text. */
function placesOf(events: readonly TimelineEvent[], what: string, text: string): string[] {
  return events.filter((event) => event.what === what && event.text.startsWith(text)).map(({ where }) => where);
}

/** The places of all that a client may see once only. */
function oncePlaces(events: readonly TimelineEvent[]) {
  return {
    calendar: placesOf(events, 'client tool', 'read_calendar({}) starts'),
    budget: placesOf(events, 'client tool', 'read_budget({}) starts'),
    approval: placesOf(events, 'approval', 'of book_room({"city":"Basel"})'),
    booked: placesOf(events, 'server tool', 'book_room({"city":"Basel"})'),
  };
}

const answer = 'sunny in Basel, free from the 9th, 400 francs, a room in Basel';

for (const agent of ['LangGraph agent', 'AI SDK agent']) {
  withPostgres(
    `${agent}: the other replica finishes the run of the killed one, and what runs on the client runs once`,
    () => {
      const events = timelineOf(agent);
      const [killed, ...others] = placesOf(events, 'kill', 'SIGKILL');
      const finishing = killed === 'replica 1' ? 'replica 2' : 'replica 1';
      expect(others).toEqual([]);
      expect(['replica 1', 'replica 2']).toContain(killed);
      const after = events.slice(events.findIndex(({ what }) => what === 'kill') + 1);
      expect(new Set(after.map(({ where }) => where))).toEqual(new Set(['client', finishing]));
      expect(placesOf(events, 'text', answer)).toEqual([finishing]);
      expect(placesOf(events, 'finished', answer)).toEqual(['client']);
      expect(oncePlaces(events)).toEqual({
        calendar: ['client'],
        budget: ['client'],
        approval: ['client'],
        booked: [expect.stringContaining('replica')],
      });
      // The client sends its request again once, and the other replica keeps it waiting until the lease has ended.
      expect(placesOf(events, 'retry', '')).toEqual(['client']);
    },
  );
}

withPostgres('a replica was killed in the middle of its tool, which the other one ran again', () => {
  const events = timelineOf('LangGraph agent');
  expect(placesOf(events, 'server tool', 'weather({"city":"Basel"}) starts')).toEqual(['replica 1', 'replica 2']);
  expect(placesOf(events, 'server tool', 'weather returned')).toEqual(['replica 2']);
});

withPostgres('a replica was killed after the approved tool, which did not run again', () => {
  const events = timelineOf('AI SDK agent');
  const kill = events.findIndex(({ what }) => what === 'kill');
  const booked = events.findIndex(({ text }) => text.startsWith('book_room returned'));
  expect(booked).toBeGreaterThan(0);
  expect(kill).toBeGreaterThan(booked);
  expect(placesOf(events, 'server tool', 'book_room returned')).toEqual([events[kill]?.where]);
});

withPython('the same client drives an agent of pydantic-ai with the same tools', () => {
  const events = timelineOf('pydantic-ai agent');
  expect(oncePlaces(events)).toEqual({
    calendar: ['client'],
    budget: ['client'],
    approval: ['client'],
    booked: ['python'],
  });
  expect(placesOf(events, 'server tool', 'weather({"city":"Basel"}) ran')).toEqual(['python']);
  expect(placesOf(events, 'finished', '')).toEqual(['client']);
});

withPostgres('the table at the end counts what the timeline shows', () => {
  const rows = output.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows).toContainEqual(['LangGraph agent', 'server tool', 'weather', '2', 'replica 1, replica 2']);
  expect(rows).toContainEqual(['AI SDK agent', 'client tool', 'read_budget', '1', 'client']);
});

test('the demo fails for a client tool that ran twice, and for a killed replica that finished', () => {
  const agent = 'LangGraph agent';
  const started = (what: PlacedEvent['what'], tool: string, where = 'client') => ({
    agent,
    where,
    what,
    tool,
    text: '',
  });
  const events: PlacedEvent[] = [
    started('server tool', 'weather', 'replica 1'),
    { agent, where: 'replica 1', what: 'kill', text: '' },
    started('client tool', 'read_calendar'),
    started('client tool', 'read_budget'),
    started('approval', 'book_room'),
    started('server tool', 'book_room', 'replica 2'),
    { agent, where: 'client', what: 'finished', text: '' },
  ];
  expect(problemsOf(agent, events)).toEqual([]);
  const twice = problemsOf(agent, [...events, started('client tool', 'read_budget')]);
  expect(twice).toEqual(['LangGraph agent: client tool read_budget: 2 times']);
  const revived = problemsOf(agent, [...events, { agent, where: 'replica 1', what: 'text', text: '' }]);
  expect(revived).toEqual(['LangGraph agent: killed was replica 1, and the last one was replica 1']);
  expect(problemsOf(agent, [])).toContain('LangGraph agent: the client has no answer');
});
