import { choose, exit, flow, MachineStep, RouterStep, route, Step, type StepFailure, sleep } from 'millrace';
import { type Attempt, type Report, reconcile } from './reconcile';

// A job that is tried three times, each time as a new run of an inner flow: after one second, and after two more. The
// waits are durable, so the job continues with the right attempt after a restart.

export interface Job {
  readonly day: string;
}

@Step()
export class FirstAttempt extends MachineStep<Job, Attempt> {
  execute(payload: Job): Attempt {
    return { payload, attempt: 1, scheduledAt: new Date().toISOString() };
  }
}

@Step()
export class NextAttempt extends MachineStep<Attempt, Attempt> {
  execute({ payload, attempt }: Attempt): Attempt {
    return { payload, attempt: attempt + 1, scheduledAt: new Date().toISOString() };
  }
}

const MAX_ATTEMPTS = 3;

@Step()
export class AfterFailure extends RouterStep<StepFailure<Attempt>, { short: Attempt; long: Attempt }> {
  execute({ input, failure }: StepFailure<Attempt>) {
    // The job fails with the last error.
    if (input.attempt === MAX_ATTEMPTS) throw new Error(failure.message);
    return this.to(input.attempt === 1 ? 'short' : 'long', input);
  }
}

// #region flow
const { to, wire, out } = flow<Job>('daily-reconcile').nodes({
  first: FirstAttempt,
  reconcile,
  failed: AfterFailure,
  short: sleep('1s'),
  long: sleep('2s'),
  next: NextAttempt,
  verdict: choose('agree', (report: Report) =>
    report.differences.length === 0 ? route('agrees', report) : route('differs', report),
  ),
  agrees: exit<Report>(),
  differs: exit<Report>(),
});

export const dailyReconcile = wire('first', {
  first: to.reconcile,
  reconcile: { next: to.verdict, error: to.failed },
  failed: { short: to.short, long: to.long },
  short: to.next.from(out.failed.short),
  long: to.next.from(out.failed.long),
  next: to.reconcile,
  verdict: { agrees: to.agrees, differs: to.differs },
});
// #endregion flow
