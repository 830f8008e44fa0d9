'use strict';

const { Effect } = require('effect');

const call = (step, value) => Effect.promise(() => step(value));

exports.chain = (step, length) => {
  let program = Effect.succeed(0);
  for (let count = 0; count < length; count += 1) program = Effect.flatMap(program, (value) => call(step, value));
  return () => Effect.runPromise(program);
};

exports.fanOut = (step, width) => {
  const program = Effect.all(
    Array.from({ length: width }, () => call(step, 0)),
    { concurrency: 'unbounded' },
  );
  return () => Effect.runPromise(program);
};

exports.loop = (work, again) => {
  const program = Effect.gen(function* () {
    let value = 0;
    for (;;) {
      value = yield* call(work, value);
      const routed = yield* call(again, value);
      if (routed.action === 'enough') return value;
    }
  });
  return () => Effect.runPromise(program);
};
