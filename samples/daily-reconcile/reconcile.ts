import { inject } from 'inversify';
import { all, exit, flow, fn, MachineStep, Step } from 'millrace';
import { type Reading, Station } from './station';

// One attempt: a flow of its own, which knows its number.

export interface Attempt {
  readonly payload: { readonly day: string };
  /** From 1. */
  readonly attempt: number;
  /** The start of the attempt, as ISO time. */
  readonly scheduledAt: string;
}

export interface Report {
  readonly day: string;
  readonly attempt: number;
  readonly differences: readonly string[];
}

@Step()
export class ReadOwn extends MachineStep<Attempt, Reading | undefined> {
  constructor(@inject(Station) private readonly station: Station) {
    super();
  }

  execute({ payload }: Attempt) {
    return this.station.ownReading(payload.day);
  }
}

@Step()
export class ReadArchive extends MachineStep<Attempt, Reading | undefined> {
  constructor(@inject(Station) private readonly station: Station) {
    super();
  }

  execute({ payload }: Attempt) {
    return this.station.archived(payload.day);
  }
}

interface Books {
  readonly of: Attempt;
  readonly books: { readonly own: Reading | undefined; readonly archive: Reading | undefined };
}

const { to, wire, input, out } = flow<Attempt>('reconcile').nodes({
  read: all({ own: ReadOwn, archive: ReadArchive }),
  compare: fn('compare', ({ of, books: { own = {}, archive = {} } }: Books): Report => {
    const fields = [...new Set([...Object.keys(own), ...Object.keys(archive)])];
    const differences = fields.filter((field) => own[field] !== archive[field]);
    return { day: of.payload.day, attempt: of.attempt, differences };
  }),
  done: exit<Report>(),
});

export const reconcile = wire('read', {
  read: to.compare.from({ of: input, books: out.read }),
  compare: to.done,
});
