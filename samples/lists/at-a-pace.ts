import { inject } from 'inversify';
import { each, flowOf, MachineStep, Step } from 'millrace';
import { perSecond } from 'millrace/resilience';

// No more calls per second than a service allows, for any number of items and runs.

export class Directory {
  constructor(readonly look: (name: string) => Promise<string>) {}
}

// #region step
@Step({ limit: perSecond(2, { burst: 1 }) })
class Look extends MachineStep<string, string> {
  constructor(@inject(Directory) private readonly directory: Directory) {
    super();
  }

  execute(name: string) {
    return this.directory.look(name);
  }
}

export const lookAllUp = flowOf('look-all-up', each(Look, { concurrency: 5 }));
// #endregion step
