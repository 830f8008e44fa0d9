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

const config: Config = {
  projects: [
    {
      displayName: 'unit',
      testEnvironment: 'node',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      modulePathIgnorePatterns: ['<rootDir>/dist/'],
      transform: { '^.+\\.ts$': ['@swc/jest', swc] as [string, Record<string, unknown>] },
      setupFiles: ['reflect-metadata'],
      moduleNameMapper: {
        '^millrace$': '<rootDir>/src/index.ts',
        '^millrace/([a-z/-]+)$': '<rootDir>/src/$1/index.ts',
      },
    },
  ],
};

export default config;
