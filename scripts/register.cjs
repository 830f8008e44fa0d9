'use strict';

// Runs TypeScript straight from a fresh clone: ts-node transpiles with swc (no type check), and the package's own name
// resolves to its sources, so that a sample that imports 'millrace' needs no build. The benches register plain ts-node
// instead, whereby the same import reaches the built package through `exports`.
require('ts-node/register');

const Module = require('node:module');
const path = require('node:path');

const sources = path.join(__dirname, '..', 'src');
const resolve = Module._resolveFilename;

Module._resolveFilename = function (request, ...rest) {
  if (request === 'millrace') return resolve.call(this, path.join(sources, 'index.ts'), ...rest);
  if (request.startsWith('millrace/') && request !== 'millrace/package.json') {
    return resolve.call(this, path.join(sources, request.slice('millrace/'.length), 'index.ts'), ...rest);
  }
  return resolve.call(this, request, ...rest);
};
