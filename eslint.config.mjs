import { readFileSync } from 'node:fs';
import tseslint from 'typescript-eslint';

// Files that may exceed 400 lines: path -> the reason. The house-style test reads the same list.
const longFiles = JSON.parse(readFileSync(new URL('./scripts/long-files.json', import.meta.url), 'utf8'));

const maxLines = ['error', { max: 400, skipBlankLines: false, skipComments: false }];

export default tseslint.config(
  { ignores: ['dist/', 'docs/', 'coverage/', 'node_modules/', '**/*.{js,cjs,mjs}'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Type parameters here often appear once on purpose: they carry names (`In`, `Out`, `Emits`) through a builder.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `void` stands for "no output" in step signatures.
      '@typescript-eslint/no-invalid-void-type': 'off',
    },
  },
  { files: ['src/**/*.ts', 'samples/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines': maxLines } },
  {
    // A switch over a closed union lists every member, so that the compiler names each place that a new one needs.
    files: ['src/**/*.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        {
          allowDefaultCaseForExhaustiveSwitch: false,
          considerDefaultExhaustiveForUnions: false,
          requireDefaultForNonUnion: false,
        },
      ],
    },
  },
  {
    // What reads well in a test, a sample or a bench is not what a library should ship.
    files: ['test/**/*.ts', 'samples/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Only there it has the seed.
    files: ['test/**/*.ts'],
    ignores: ['test/support/cases.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'fast-check', message: 'Import fc from test/support/cases.' }],
    },
  },
  ...Object.keys(longFiles).map((file) => ({ files: [file], rules: { 'max-lines': 'off' } })),
);
