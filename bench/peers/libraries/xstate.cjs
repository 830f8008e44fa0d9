'use strict';

const { assign, createActor, createMachine, fromPromise, toPromise } = require('xstate');

const actorOf = (step) => fromPromise(({ input }) => step(input));
const input = ({ context }) => context.value;
const keep = assign({ value: ({ event }) => event.output });
const collect = assign({ values: ({ context, event }) => [...context.values, event.output] });

function runs(machine) {
  return () => {
    const actor = createActor(machine);
    const ended = toPromise(actor);
    actor.start();
    return ended;
  };
}

exports.chain = (step, length) => {
  const src = actorOf(step);
  const states = { done: { type: 'final' } };
  for (let at = 1; at <= length; at += 1) {
    const target = at === length ? 'done' : `n${at + 1}`;
    states[`n${at}`] = { invoke: { src, input, onDone: { target, actions: keep } } };
  }
  return runs(createMachine({ initial: 'n1', context: { value: 0 }, states, output: input }));
};

exports.fanOut = (step, width) => {
  const src = actorOf(step);
  const branch = {
    initial: 'busy',
    states: { busy: { invoke: { src, input, onDone: { target: 'done', actions: collect } } }, done: { type: 'final' } },
  };
  const branches = Object.fromEntries(Array.from({ length: width }, (_, at) => [`b${at}`, branch]));
  const fan = { type: 'parallel', states: branches, onDone: 'done' };
  const states = { fan, done: { type: 'final' } };
  const output = ({ context }) => context.values;
  return runs(createMachine({ initial: 'fan', context: { value: 0, values: [] }, states, output }));
};

exports.loop = (work, again) => {
  const enough = ({ event }) => event.output.action === 'enough';
  const states = {
    work: { invoke: { src: actorOf(work), input, onDone: { target: 'again', actions: keep } } },
    again: { invoke: { src: actorOf(again), input, onDone: [{ guard: enough, target: 'done' }, { target: 'work' }] } },
    done: { type: 'final' },
  };
  return runs(createMachine({ initial: 'work', context: { value: 0 }, states, output: input }));
};

// A thousand parallel states take half a minute.
exports.largest = { 'fan-out': 100 };
