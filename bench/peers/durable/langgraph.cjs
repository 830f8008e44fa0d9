'use strict';

const { Annotation, END, START, StateGraph } = require('@langchain/langgraph');
const { SqliteSaver } = require('@langchain/langgraph-checkpoint-sqlite');
const { NodeSqliteDatabase } = require('./node-sqlite-database.cjs');

const Count = Annotation.Root({ value: Annotation() });

exports.open = async ({ file, synchronous }, { length, atOnce }) => {
  const database = new NodeSqliteDatabase(file);
  database.pragma(`synchronous = ${synchronous}`);
  const graph = new StateGraph(Count);
  for (let at = 1; at <= length; at += 1) {
    graph.addNode(`n${at}`, async ({ value }) => ({ value: value + 1 }));
    graph.addEdge(at === 1 ? START : `n${at - 1}`, `n${at}`);
  }
  const chain = graph.addEdge(`n${length}`, END).compile({ checkpointer: new SqliteSaver(database) });
  let threads = 0;

  async function run() {
    threads += 1;
    // A step is stored before the next one begins.
    const options = { configurable: { thread_id: String(threads) }, durability: 'sync' };
    return (await chain.invoke({ value: 0 }, options)).value;
  }

  return {
    runs: () => Promise.all(Array.from({ length: atOnce }, run)),
    close: async () => database.close(),
  };
};
