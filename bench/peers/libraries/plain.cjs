'use strict';

// No library: the same functions in a loop or in Promise.all.

exports.chain = (step, length) => async () => {
  let value = 0;
  for (let count = 0; count < length; count += 1) value = await step(value);
  return value;
};

exports.fanOut = (step, width) => () => Promise.all(Array.from({ length: width }, () => step(0)));

exports.loop = (work, again) => async () => {
  let value = 0;
  for (;;) {
    const routed = await again(await work(value));
    if (routed.action === 'enough') return routed.value;
    value = routed.value;
  }
};
