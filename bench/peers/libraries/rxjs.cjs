'use strict';

const { concatMap, EMPTY, expand, forkJoin, from, lastValueFrom, map, of } = require('rxjs');

exports.chain = (step, length) => {
  let chain = of(0);
  for (let count = 0; count < length; count += 1) chain = chain.pipe(concatMap((value) => from(step(value))));
  return () => lastValueFrom(chain);
};

exports.fanOut = (step, width) => {
  const branches = new Array(width).fill(0);
  return () => lastValueFrom(forkJoin(branches.map((value) => from(step(value)))));
};

exports.loop = (work, again) => {
  const round = (value) => from(work(value)).pipe(concatMap((next) => from(again(next))));
  const rounds = round(0).pipe(
    expand((routed) => (routed.action === 'again' ? round(routed.value) : EMPTY)),
    map((routed) => routed.value),
  );
  return () => lastValueFrom(rounds);
};
