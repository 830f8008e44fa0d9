'use strict';

// The rooms of the house, from the inside out, and which other rooms each may import. A folder of src/ that is not listed
// may import nothing but itself, so a new one has to be entered here first. Type-only imports count.
const mayImport = {
  errors: [],
  step: ['errors'],
  flow: ['step', 'errors'],
  core: ['flow', 'step', 'errors'],
  history: ['core', 'flow', 'step', 'errors'],
  resilience: ['step', 'errors'],
  storage: ['core', 'errors'],
  execution: ['storage', 'resilience', 'core', 'flow', 'step', 'errors'],
  engine: ['execution', 'history', 'storage', 'resilience', 'core', 'flow', 'step', 'errors'],
  inversify: ['engine', 'execution', 'storage', 'resilience', 'step', 'errors'],
  sqlite: ['storage', 'core', 'errors'],
  postgres: ['storage', 'core', 'errors'],
  types: ['engine', 'inversify', 'flow', 'step', 'resilience', 'core', 'history', 'errors', 'storage'],
  conformance: ['testing', 'engine', 'storage', 'core', 'flow', 'step', 'errors'],
  testing: ['inversify', 'engine', 'execution', 'history', 'storage', 'resilience', 'core', 'flow', 'step', 'errors'],
};

// npm packages that only some folders may import.
const onlyFrom = {
  inversify: ['inversify'],
  'reflect-metadata': ['inversify'],
  rxjs: ['engine', 'testing'],
  'class-validator': ['execution'],
  'class-transformer': ['execution'],
  'better-sqlite3': ['sqlite'],
  pg: ['postgres'],
};

const direction = Object.entries(mayImport).map(([folder, inner]) => ({
  name: `direction-${folder}`,
  comment: `src/${folder} may import ${inner.join(', ') || 'no other folder'}.`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/(${[folder, ...inner].join('|')})/` },
}));

const packages = Object.entries(onlyFrom).map(([name, folders]) => ({
  name: `only-from-${name}`,
  comment: `${name} is imported in src/${folders.join(', src/')} alone.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/(${folders.join('|')})/` },
  to: { path: `(^|node_modules/)${name}(/|$)`, pathNot: '^src/' },
}));

// The entries of a room besides its own index.ts.
const entries = {
  engine: ['port', 'requests', 'handles'],
  flow: ['drawing'],
  inversify: ['container'],
  resilience: ['guards'],
  storage: ['port', 'codec', 'payloads', 'records', 'adapter-kit', 'memory'],
  testing: ['clock'],
};

const doors = `^src/([^/]+|${Object.entries(entries)
  .map(([room, names]) => `${room}/(${names.join('|')})`)
  .join('|')})/index\\.ts$`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    ...direction,
    {
      name: 'direction-unlisted-folder',
      comment: 'A new folder of src/ must be listed in .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: `^src/(${Object.keys(mayImport).join('|')})/` },
      to: { path: '^src/', pathNot: '^src/$1/' },
    },
    ...packages,
    {
      name: 'rooms-by-their-doors',
      comment:
        'A room is imported from its index.ts, or from the index.ts of one of its entries listed in "entries". The driver, its loop and its branches alone import what each step needs from its own file, since a re-exported binding costs a call at each use.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '^src/engine/driver/(run-driver|operation-loop|branch)\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: `^src/$1/|${doors}` },
    },
    {
      name: 'rooms-by-their-doors-from-the-top',
      severity: 'error',
      from: { path: '^src/[^/]+$' },
      to: { path: '^src/[^/]+/', pathNot: doors },
    },
    {
      name: 'storage-index-is-for-users',
      comment: 'Other rooms import the entry that they need: storage/port, storage/codec and so on.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/storage/' },
      to: { path: '^src/storage/index\\.ts$' },
    },
    {
      name: 'engine-port-is-types',
      comment: 'src/engine/port says what an engine is; it imports types only.',
      severity: 'error',
      from: { path: '^src/engine/port/' },
      to: { dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-node-in-the-pure-core',
      comment: 'errors, flow, core and history must work in any JavaScript runtime.',
      severity: 'error',
      from: { path: '^src/(errors|flow|core|history)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'node-crypto-only-for-the-flow-hash',
      severity: 'error',
      from: { path: '^src/(errors|core)/' },
      to: { path: '^(node:)?crypto$' },
    },
    {
      name: 'src-stands-alone',
      comment: 'The library imports nothing that is not published with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|samples|bench|scripts)/' },
    },
    {
      name: 'no-undeclared-package',
      comment: 'What src/ imports is a dependency or a peer.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'require', 'node', 'default'] },
  },
};
