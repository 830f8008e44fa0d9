'use strict';

const { Flow, Node, ParallelBatchNode } = require('pocketflow');

const value = (shared) => Promise.resolve(shared.value);

function stepNode(step) {
  const node = new Node();
  node.prep = value;
  node.exec = step;
  node.post = async (shared, _prepared, result) => {
    shared.value = result;
    return undefined;
  };
  return node;
}

function routerNode(step) {
  const node = new Node();
  node.prep = value;
  node.exec = step;
  node.post = async (_shared, _prepared, routed) => routed.action;
  return node;
}

function runs(first) {
  const flow = new Flow(first);
  return async () => {
    const shared = { value: 0 };
    await flow.run(shared);
    return shared.value;
  };
}

exports.chain = (step, length) => {
  const nodes = Array.from({ length }, () => stepNode(step));
  for (let at = 1; at < length; at += 1) nodes[at - 1].next(nodes[at]);
  return runs(nodes[0]);
};

exports.fanOut = (step, width) => {
  const node = new ParallelBatchNode();
  const items = new Array(width).fill(0);
  node.prep = async () => items;
  node.exec = step;
  node.post = async (shared, _prepared, results) => {
    shared.value = results;
    return undefined;
  };
  return runs(node);
};

exports.loop = (work, again) => {
  const first = stepNode(work);
  const second = routerNode(again);
  first.next(second);
  second.on('again', first);
  const end = new Node();
  second.on('enough', end);
  return runs(first);
};
