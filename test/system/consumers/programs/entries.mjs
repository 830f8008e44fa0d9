import { createRequire } from 'node:module';

// Loads every import path that is passed, by import and by require. Prints the exports of each, and what exists more than once.

const require = createRequire(import.meta.url);
globalThis.expect = Object.assign(() => ({}), { extend: () => undefined });

const exported = {};
const values = new Map();
const duplicates = new Set();

/** Notes a value under a name, which is a duplicate if another value has that name. */
function note(name, value) {
  if (values.has(name) && values.get(name) !== value) duplicates.add(name);
  values.set(name, value);
}

/** Notes the classes that a class extends, too. */
function noteClasses(value) {
  for (let type = value; typeof type === 'function' && type.name; type = Object.getPrototypeOf(type)) {
    if (/^class\b/.test(String(type))) note(`class ${type.name}`, type);
  }
}

for (const path of process.argv.slice(2)) {
  const required = require(path);
  const { default: _, 'module.exports': __, ...imported } = await import(path);
  exported[path] = Object.keys(imported);
  for (const [name, value] of [...Object.entries(imported), ...Object.entries(required)]) {
    note(`${name} of ${path}`, value);
    noteClasses(value);
  }
}

process.stdout.write(
  JSON.stringify({
    exported,
    duplicates: [...duplicates],
    classes: [...values.keys()].filter((one) => one.startsWith('class ')),
  }),
);
