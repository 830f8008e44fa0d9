import { join } from 'node:path';
import type { Config } from 'jest';
import { base } from '../../jest.config';

const here = '<rootDir>/samples/flow-coverage';

const config: Config = {
  projects: [
    {
      ...base,
      rootDir: join(__dirname, '..', '..'),
      testMatch: [`${here}/*.spec.ts`],
      globalSetup: `${here}/empty-counts.ts`,
      globalTeardown: `${here}/check-coverage.ts`,
    },
  ],
};

export default config;
