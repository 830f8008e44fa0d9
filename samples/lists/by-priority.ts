import { inject } from 'inversify';
import { each, exit, flow, fn, MachineStep, Step } from 'millrace';

// `each` begins with the first item, so urgent items come first if the list is sorted.

export interface Job {
  readonly name: string;
  /** Higher is more urgent. */
  readonly priority: number;
}

export class Workshop {
  constructor(readonly repair: (job: Job) => Promise<string>) {}
}

@Step()
class Repair extends MachineStep<Job, string> {
  constructor(@inject(Workshop) private readonly workshop: Workshop) {
    super();
  }

  execute(job: Job) {
    return this.workshop.repair(job);
  }
}

// #region flow
const { to, wire } = flow('repairs').nodes({
  sort: fn('urgent first', (jobs: readonly Job[]) => jobs.toSorted((a, b) => b.priority - a.priority)),
  repair: each(Repair, { concurrency: 2 }),
  done: exit<readonly string[]>(),
});

export const repairs = wire('sort', { sort: to.repair, repair: to.done });
// #endregion flow
