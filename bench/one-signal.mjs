// 10,000 calls in flight under one signal, and the same calls without it: for any Node that the package supports.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createBridge } from '../dist/index.js';

const calls = 10_000;
const rounds = 11;

/** Handlers end when all calls have started. */
let release;
const bridge = createBridge({
  tools: [
    { name: 'wait', description: 'Wait', inputSchema: {}, validate: (value) => ({ value }), handler: () => gate },
  ],
});
let gate;

async function inFlight(signal) {
  gate = new Promise((resolve) => {
    release = resolve;
  });
  globalThis.gc?.();
  const start = performance.now();
  const running = Array.from({ length: calls }, (_, n) =>
    bridge.execute({ id: `call_${n}`, name: 'wait', input: {} }, { signal }),
  );
  await nextTurn();
  release('done');
  await Promise.all(running);
  return performance.now() - start;
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
const ratios = [];
const times = { one: [], none: [] };
const { signal } = new AbortController();
await inFlight(signal);
await inFlight();
for (let round = 0; round < rounds; round++) {
  const [one, none] = [await inFlight(signal), await inFlight()];
  times.one.push(one);
  times.none.push(none);
  ratios.push(one / none);
}
const ratio = median(ratios);
const title = `10,000 calls in flight under one signal, Node ${process.versions.node}`;
const medians = `${median(times.one).toFixed(1)} / ${median(times.none).toFixed(1)} ms`;
console.log(`${title.padEnd(60)} ${ratio.toFixed(2)} (at most 1.3)  ${medians}`);
if (ratio > 1.3) process.exitCode = 1;
