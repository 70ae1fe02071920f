/**
 * Attacks the built package (`npm run attack`), and prints a table: tried, held, broken. Fails if anything is broken. Arguments:
 * `--short` for a tenth of the fuzzing, `--seed=1` to repeat a run, and the names of groups.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { groups } from './groups.ts';

/** What the process of a group reports. */
export type Message =
  | {
      readonly type: 'begin';
      readonly attack: string;
      readonly variant: string;
      readonly index: number;
      readonly seconds: number;
    }
  | { readonly type: 'end'; readonly broken: string | undefined; readonly blockMs: number | undefined }
  | { readonly type: 'elsewhere'; readonly attack: string; readonly shownIn: string };

interface Row {
  readonly group: string;
  readonly attack: string;
  tried: number;
  blockMs: number | undefined;
  shownIn?: string;
  readonly broken: string[];
}

/** A process that runs attacks gets this much memory, and may be killed and started again this often. */
const memoryMB = 768;
const startSeconds = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, seed: { type: 'string' } },
});
const seed = values.seed ?? String(Date.now() % 1_000_000_007);
const names = positionals.length > 0 ? positionals : Object.keys(groups);
const start = performance.now();
console.log(`Attacks on the built package${values.short ? ' (short form)' : ''}, seed ${seed}\n`);
const rows = (await runAll(names)).flat();
print(rows);
if (rows.some(({ broken }) => broken.length > 0)) process.exitCode = 1;

async function runAll(names: readonly string[]): Promise<Row[][]> {
  const results = new Map<string, Row[]>();
  const left = [...names];
  const work = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) results.set(name, await runGroup(name));
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), names.length) }, work));
  return names.map((name) => results.get(name) ?? []);
}

/** Runs a group, in a new process after each variant that ended the previous one. */
async function runGroup(group: string): Promise<Row[]> {
  const rows = new Map<string, Row>();
  const rowOf = (attack: string): Row => {
    const row = rows.get(attack) ?? { group, attack, tried: 0, blockMs: undefined, broken: [] };
    rows.set(attack, row);
    return row;
  };
  for (let next: number | undefined = 0; next !== undefined; ) next = await runFrom(group, next, rowOf);
  return [...rows.values()];
}

/** Runs the variants of a group from one on. Resolves to the next one, if this process did not get to the end. */
function runFrom(group: string, first: number, rowOf: (attack: string) => Row): Promise<number | undefined> {
  const child = fork(fileURLToPath(new URL('run-group.ts', import.meta.url)), [group, String(first)], {
    execArgv: [`--max-old-space-size=${memoryMB}`, '--expose-gc'],
    env: { ...process.env, ATTACK_SEED: seed, ...(values.short && { ATTACK_SHORT: '1' }) },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let output = '';
  let current: (Message & { type: 'begin' }) | undefined;
  let reason: string | undefined;
  let timer = kill(startSeconds);
  function kill(seconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      reason = `did not end within ${seconds} s`;
      child.kill('SIGKILL');
    }, seconds * 1000);
  }
  const read = (message: Message): void => {
    if (message.type === 'elsewhere') {
      rowOf(message.attack).shownIn = message.shownIn;
      return;
    }
    clearTimeout(timer);
    if (message.type === 'begin') {
      current = message;
      timer = kill(message.seconds);
    } else if (current !== undefined) {
      finish(rowOf(current.attack), current.variant, message);
      current = undefined;
      timer = kill(startSeconds);
    }
  };
  child.stderr?.on('data', (data) => {
    output = (output + data).slice(-4000);
  });
  child.on('message', (message) => read(message as Message));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      if (current !== undefined) {
        const broken = reason ?? `ended its process: ${causeOf(output, code)}`;
        finish(rowOf(current.attack), current.variant, { type: 'end', broken, blockMs: undefined });
        resolve(current.index + 1);
      } else if (code === 0) resolve(undefined);
      else reject(new Error(`The process of the group ${group} failed: ${reason ?? output}`));
    });
  });
}

function finish(row: Row, variant: string, { broken, blockMs }: Message & { type: 'end' }): void {
  row.tried += 1;
  if (blockMs !== undefined) row.blockMs = Math.max(row.blockMs ?? 0, blockMs);
  if (broken === undefined) return;
  row.broken.push(variant);
  console.log(`broken: ${row.group}, ${row.attack}, ${variant}: ${broken}`);
}

function causeOf(output: string, code: number | null): string {
  if (/heap out of memory|Allocation failed/.test(output)) return `more than ${memoryMB} MB`;
  return `code ${code}, ${output.trim().split('\n').at(-1)}`;
}

function print(rows: readonly Row[]): void {
  console.log();
  const width = Math.max(...rows.map(({ attack }) => attack.length));
  console.log(line(width, 'attack', 'tried', 'held', 'broken', 'longest block'));
  let group = '';
  for (const row of rows) {
    if (row.group !== group) console.log(`\n${row.group}`);
    group = row.group;
    const { attack, tried, broken, blockMs, shownIn } = row;
    const block = blockMs === undefined ? '' : `${blockMs.toFixed(0)} ms`;
    if (shownIn !== undefined) console.log(`  ${attack.padEnd(width)}  shown in ${shownIn}`);
    else console.log(line(width, `  ${attack}`, tried, tried - broken.length, broken.length, block));
  }
  const [tried, broken] = [sum(rows, ({ tried }) => tried), sum(rows, ({ broken }) => broken.length)];
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\ntried ${tried}, held ${tried - broken}, broken ${broken} (${seconds} s)`);
}

function sum(rows: readonly Row[], count: (row: Row) => number): number {
  return rows.reduce((total, row) => total + count(row), 0);
}

function line(width: number, attack: string, ...columns: readonly (string | number)[]): string {
  return [attack.padEnd(width + 2), ...columns.map((column) => String(column).padStart(7))].join(' ');
}
