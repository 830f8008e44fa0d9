import { createEngine } from 'millrace';
import { engineConformance } from 'millrace/conformance';

describe('the engine in memory', () => {
  const create = () => ({ engine: createEngine });
  for (const { name, run } of engineConformance({ create })) it(name, run);
});

describe('the engine in memory that copies values', () => {
  const checks = engineConformance({
    copies: true,
    create: () => ({ engine: (options) => createEngine({ ...options, strict: true }) }),
  });
  for (const { name, run } of checks) it(name, run);
});
