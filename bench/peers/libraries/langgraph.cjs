'use strict';

const { Annotation, END, START, StateGraph } = require('@langchain/langgraph');

const Count = Annotation.Root({ value: Annotation() });
const Joined = Annotation.Root({
  values: Annotation({ reducer: (all, some) => all.concat(some), default: () => [] }),
});

// Runs of more steps fail; by default those of more than 25.
const recursionLimit = 100_000;

const nodeOf =
  (step) =>
  async ({ value }) => ({ value: await step(value) });

function runs(graph) {
  const compiled = graph.compile();
  return async () => (await compiled.invoke({ value: 0 }, { recursionLimit })).value;
}

exports.chain = (step, length) => {
  const graph = new StateGraph(Count);
  const node = nodeOf(step);
  for (let at = 1; at <= length; at += 1) {
    graph.addNode(`n${at}`, node);
    graph.addEdge(at === 1 ? START : `n${at - 1}`, `n${at}`);
  }
  return runs(graph.addEdge(`n${length}`, END));
};

exports.fanOut = (step, width) => {
  const graph = new StateGraph(Joined);
  const branch = async () => ({ values: [await step(0)] });
  for (let at = 1; at <= width; at += 1) {
    graph.addNode(`b${at}`, branch);
    graph.addEdge(START, `b${at}`);
    graph.addEdge(`b${at}`, END);
  }
  const compiled = graph.compile();
  return async () => (await compiled.invoke({ values: [] }, { recursionLimit })).values;
};

exports.loop = (work, again) => {
  const route = async ({ value }) => (await again(value)).action;
  const graph = new StateGraph(Count)
    .addNode('work', nodeOf(work))
    .addEdge(START, 'work')
    .addConditionalEdges('work', route, { again: 'work', enough: END });
  return runs(graph);
};

// Ten thousand runs at once take a minute and more than a gigabyte.
exports.largest = { 'at-once': 1000 };
