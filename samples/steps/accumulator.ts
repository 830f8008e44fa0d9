import { type ContextOf, exit, flow, fn, node, RouterStep, Step } from 'millrace';

// Readings arrive one by one, each in a run of its own, and are processed when there are enough of them.

export interface Reading {
  readonly celsius: number;
}

// #region step
/** Collects readings in memory, so they end with the process; data that must not be lost belongs in a database. */
@Step()
class Collect extends RouterStep<Reading, { waiting: number; full: readonly Reading[] }, object, { size: number }> {
  private collected: readonly Reading[] = [];

  // Nothing is awaited between reading and writing the field, so runs at the same time do not lose a reading.
  execute(reading: Reading, ctx: ContextOf<this>) {
    const collected = [...this.collected, reading];
    this.collected = collected.length < ctx.params.size ? collected : [];
    return collected.length < ctx.params.size ? this.to('waiting', collected.length) : this.to('full', collected);
  }
}
// #endregion step

const { to, wire } = flow('temperature').nodes({
  collect: node(Collect, { params: { size: 3 } }),
  average: fn('average', (all: readonly Reading[]) => all.reduce((sum, { celsius }) => sum + celsius, 0) / all.length),
  waiting: exit<number>(),
  known: exit<number>(),
});

export const temperature = wire('collect', {
  collect: { waiting: to.waiting, full: to.average },
  average: to.known,
});
