'use strict';

process.env.MASTRA_TELEMETRY_DISABLED = '1';
const { createStep, createWorkflow } = require('@mastra/core/workflows');
const { z } = require('zod');

const inputSchema = z.number();
const outputSchema = inputSchema;

function stepOf(id, step) {
  return createStep({ id, inputSchema, outputSchema, execute: ({ inputData }) => step(inputData) });
}

function runs(workflow) {
  return async () => {
    const run = await workflow.createRun();
    const ended = await run.start({ inputData: 0 });
    if (ended.status !== 'success') throw new Error(`the run ended with ${ended.status}`, { cause: ended.error });
    return ended.result;
  };
}

exports.chain = (step, length) => {
  let workflow = createWorkflow({ id: 'chain', inputSchema, outputSchema });
  for (let at = 1; at <= length; at += 1) workflow = workflow.then(stepOf(`n${at}`, step));
  return runs(workflow.commit());
};

exports.fanOut = (step, width) => {
  const branches = Array.from({ length: width }, (_, at) => stepOf(`b${at + 1}`, step));
  const workflow = createWorkflow({ id: 'fan-out', inputSchema, outputSchema: z.record(z.string(), outputSchema) });
  return runs(workflow.parallel(branches).commit());
};

exports.loop = (work, again) => {
  const isEnough = async ({ inputData }) => (await again(inputData)).action === 'enough';
  const workflow = createWorkflow({ id: 'loop', inputSchema, outputSchema });
  return runs(workflow.dountil(stepOf('work', work), isEnough).commit());
};
