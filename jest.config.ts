import type { Config } from 'jest';

const swc = {
  sourceMaps: 'inline',
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
  },
  module: { type: 'commonjs' },
};

/** What all tests have in common. */
export const base = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] as [string, Record<string, unknown>] },
  setupFiles: ['reflect-metadata'],
  moduleNameMapper: {
    // One file instead of 200, which each test file would load again.
    '^rxjs$': '<rootDir>/node_modules/rxjs/dist/bundles/rxjs.umd.min.js',
    '^millrace$': '<rootDir>/src/index.ts',
    '^millrace/([a-z/-]+)$': '<rootDir>/src/$1/index.ts',
  },
};

const whole = {
  ...base,
  globalSetup: '<rootDir>/test/support/jest/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.ts',
};

/** Tests that draw at random, and find more the more cases they try. */
const campaigns = [
  'test/simulation/*',
  'test/samples/simulated',
  'test/unit/engine/durable/{crash-points,faults}',
  'test/unit/execution/shared-store/model',
  'test/unit/testing/coverage/random-*',
  'test/unit/flow/structural-hash',
];

/** Checks of the sources that take long and belong to the gate: they read or compile the whole library again. */
const gateOnly = [
  'test/types/budget',
  'test/types/closed-unions',
  'test/types/options',
  'test/unit/docs/doc-comments',
  'test/unit/house-style-prose',
];

const config: Config = {
  maxWorkers: '100%',
  // No test is late: this ends those that hang.
  testTimeout: 600_000,
  projects: [
    {
      ...whole,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/system/', ...gateOnly.map((file) => `<rootDir>/${file}.test.ts`)],
    },
    {
      ...whole,
      displayName: 'system',
      testMatch: ['<rootDir>/test/system/**/*.test.ts', ...gateOnly.map((file) => `<rootDir>/${file}.test.ts`)],
    },
    {
      ...whole,
      displayName: 'campaigns',
      testMatch: campaigns.map((pattern) => `<rootDir>/${pattern}.test.ts`),
      setupFiles: [...whole.setupFiles, '<rootDir>/test/support/jest/campaign.ts'],
    },
  ],
};

export default config;
