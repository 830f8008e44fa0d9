'use strict';

// Loads the package from another build: MILLRACE_BUILD is the folder of its repository.

const Module = require('node:module');
const path = require('node:path');

const build = process.env['MILLRACE_BUILD'];
if (build !== undefined) {
  // A package may import itself by name, so its own manifest stands for the importing file.
  const own = new Module(path.join(build, 'package.json'));
  own.filename = own.id;
  own.paths = [];
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, ...rest) {
    const isOurs = request === 'millrace' || request.startsWith('millrace/');
    return resolve.call(this, request, isOurs ? own : parent, ...rest);
  };
}
