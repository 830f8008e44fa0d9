'use strict';

require('reflect-metadata');
// The nearest manifest is that of the peers, so the package cannot be required by its name.
const { createEngine, exit, flow, MachineStep, Step } = require('../../..');

class Work extends MachineStep {
  async execute(value) {
    return value + 1;
  }
}
Step()(Work);

function chainOf(length) {
  const keys = Array.from({ length }, (_, at) => `n${at + 1}`);
  const { to, wire } = flow('chain').nodes({ ...Object.fromEntries(keys.map((key) => [key, Work])), done: exit() });
  return wire('n1', Object.fromEntries(keys.map((key, at) => [key, to[keys[at + 1] ?? 'done']])));
}

function storageOn({ file, synchronous, url, schema }) {
  if (url !== undefined) return require('../../../dist/postgres').postgresStorage({ url, schema });
  return require('../../../dist/sqlite').sqliteStorage({ file, synchronous, driver: 'node:sqlite' });
}

exports.open = async (place, { length, atOnce }) => {
  const chain = chainOf(length);
  const engine = await createEngine({ flows: [chain], storage: storageOn(place) });
  return {
    runs: () => Promise.all(Array.from({ length: atOnce }, () => engine.run(chain, 0))),
    close: () => engine.stop(),
  };
};
