'use strict';

const { setImmediate: turn } = require('node:timers/promises');
const { OpenWorkflow } = require('openworkflow');
const { BackendSqlite } = require('openworkflow/sqlite');

/** Calls back with each run whose end the backend has recorded. Asking a run for its result looks once a second. */
function whenRecorded(backend, callback) {
  const complete = backend.completeWorkflowRun.bind(backend);
  backend.completeWorkflowRun = async (params) => {
    const run = await complete(params);
    callback(run);
    return run;
  };
}

exports.open = async ({ file }, { length, atOnce }) => {
  const backend = BackendSqlite.connect(file);
  const waiting = new Map();
  whenRecorded(backend, (run) => waiting.get(run.id)(run.output));
  const client = new OpenWorkflow({ backend });
  const chain = client.defineWorkflow({ name: 'chain' }, async ({ input, step }) => {
    let value = input;
    for (let at = 1; at <= length; at += 1) {
      const before = value;
      value = await step.run({ name: `n${at}` }, async () => before + 1);
    }
    return value;
  });
  const worker = client.newWorker({ concurrency: atOnce });

  async function started() {
    const { workflowRun } = await chain.run(0);
    return new Promise((resolve) => waiting.set(workflowRun.id, resolve));
  }

  return {
    runs: async () => {
      waiting.clear();
      const ended = Array.from({ length: atOnce }, started);
      // A worker left to itself looks every 100 ms to 1 s.
      for (let claimed = 0; claimed < atOnce; claimed += await worker.tick()) await turn();
      return Promise.all(ended);
    },
    close: async () => {
      await worker.stop();
      await backend.stop();
    },
  };
};
