'use strict';

require('reflect-metadata');
// The nearest manifest is that of the peers, so the package cannot be required by its name.
const { all, createEngine, exit, flow, MachineStep, RouterStep, Step } = require('../../..');

function stepOf(step) {
  class Work extends MachineStep {
    execute(value) {
      return step(value);
    }
  }
  Step()(Work);
  return Work;
}

function routerOf(again) {
  class Again extends RouterStep {
    async execute(value) {
      const routed = await again(value);
      return this.to(routed.action, routed.value);
    }
  }
  Step()(Again);
  return Again;
}

async function runs(wired) {
  const engine = await createEngine({ flows: [wired] });
  return () => engine.run(wired, 0);
}

exports.chain = (step, length) => {
  const work = stepOf(step);
  const keys = Array.from({ length }, (_, at) => `n${at + 1}`);
  const nodes = Object.fromEntries(keys.map((key) => [key, work]));
  const { to, wire } = flow(`chain-${length}`).nodes({ ...nodes, done: exit() });
  return runs(wire('n1', Object.fromEntries(keys.map((key, at) => [key, to[keys[at + 1] ?? 'done']]))));
};

exports.fanOut = (step, width) => {
  const work = stepOf(step);
  const branches = Object.fromEntries(Array.from({ length: width }, (_, at) => [`b${at + 1}`, work]));
  const { to, wire } = flow(`fan-${width}`).nodes({ fan: all(branches), done: exit() });
  return runs(wire('fan', { fan: to.done }));
};

exports.loop = (work, again) => {
  const { to, wire } = flow('loop').nodes({ work: stepOf(work), again: routerOf(again), done: exit() });
  return runs(wire('work', { work: to.again, again: { again: to.work, enough: to.done } }));
};
