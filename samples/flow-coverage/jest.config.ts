import { join } from 'node:path';
import type { Config } from 'jest';
import whole from '../../jest.config';

const here = '<rootDir>/samples/flow-coverage';

const config: Config = {
  projects: (whole.projects ?? []).map((project) => ({
    ...(typeof project === 'string' ? {} : project),
    rootDir: join(__dirname, '..', '..'),
    testMatch: [`${here}/*.spec.ts`],
    globalSetup: `${here}/empty-counts.ts`,
    globalTeardown: `${here}/check-coverage.ts`,
  })),
};

export default config;
