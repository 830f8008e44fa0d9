import { MachineStep, Step } from 'millrace';
import { bulkhead, circuitBreaker, perSecond } from 'millrace/resilience';

const retry = { maxAttempts: 3, initial: 1000 };

/** Does next to nothing behind a breaker, a limiter that never makes it wait, and a retry. */
@Step({ retry, breaker: circuitBreaker('bench'), limit: perSecond(1_000_000_000, { name: 'bench' }) })
export class Guarded extends MachineStep<number, number> {
  override async execute(value: number): Promise<number> {
    return value + 1;
  }
}

/** The same with everything that there is. */
@Step({
  retry,
  timeout: '30s',
  breaker: circuitBreaker('bench-all'),
  limit: perSecond(1_000_000_000, { name: 'bench-all' }),
  bulkhead: bulkhead(1000, { name: 'bench-all' }),
})
export class GuardedByAll extends MachineStep<number, number> {
  override async execute(value: number): Promise<number> {
    return value + 1;
  }
}
