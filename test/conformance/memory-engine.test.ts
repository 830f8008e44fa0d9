import { createEngine } from 'millrace';
import { engineConformance } from 'millrace/conformance';

/** No engine is late: this ends what hangs. */
const patienceMs = 60_000;

describe('the engine in memory', () => {
  const create = () => ({ engine: createEngine });
  for (const { name, run } of engineConformance({ patienceMs, create })) it(name, run);
});

describe('the engine in memory that copies values', () => {
  const checks = engineConformance({
    copies: true,
    patienceMs,
    create: () => ({ engine: (options) => createEngine({ ...options, strict: true }) }),
  });
  for (const { name, run } of checks) it(name, run);
});
