import type { Engine } from '../../engine';
import type { Check, ConformanceCheck } from '../check';
import type { DurableEngineSetup, EngineSetup, EngineSubject } from './engine-fixture';
import { EngineTrial } from './engine-harness';
import { compensationChecks } from './flow-suites/compensation-suite';
import { failureChecks } from './flow-suites/failure-suite';
import { itemChecks } from './flow-suites/item-suite';
import { joinChecks } from './flow-suites/join-suite';
import { limitChecks } from './flow-suites/limit-suite';
import { loopChecks } from './flow-suites/loop-suite';
import { lineChecks } from './flow-suites/queue-suite';
import { retryChecks } from './flow-suites/retry-suite';
import { storeChecks } from './flow-suites/store-suite';
import { taskChecks } from './flow-suites/task-suite';
import { waitChecks } from './flow-suites/wait-suite';
import { operationChecks } from './run-suites/administration-suite';
import { controlChecks } from './run-suites/control-suite';
import { copyChecks } from './run-suites/copy-suite';
import { eventChecks } from './run-suites/event-suite';
import { inputChecks } from './run-suites/input-suite';
import { outputChecks } from './run-suites/output-suite';
import { queryChecks } from './run-suites/query-suite';
import { restartChecks } from './run-suites/restart-suite';
import { startChecks } from './run-suites/start-suite';
import { stopChecks } from './run-suites/stop-suite';

const PATIENCE_MS = 4000;

/**
 * What every engine has to keep, wherever it executes: for authors of engines. The checks need no test framework, and go
 * through the port alone, with flows of their own. They let the time pass that they need, so the engine has to take it from the clock
 * that it is given.
 *
 * @example
 * const create = () => ({ engine: (options) => new MyEngine(options) });
 * for (const { name, run } of engineConformance({ create })) test(name, run);
 */
export function engineConformance(setup: EngineSetup | DurableEngineSetup): readonly ConformanceCheck[] {
  const { patienceMs = PATIENCE_MS } = setup;
  const ready = <E extends Engine>(
    checks: readonly Check<EngineTrial<E>>[],
    create: () => EngineSubject<E> | Promise<EngineSubject<E>>,
  ): readonly ConformanceCheck[] =>
    checks.map(({ name, run }) => ({
      name,
      run: async () => {
        const trial = new EngineTrial(await create(), patienceMs);
        try {
          await run(trial);
        } catch (error) {
          // What is wrong is known; what stopping the engine leads to would hide it.
          await trial.end().catch(() => undefined);
          throw error;
        }
        await trial.end();
      },
    }));

  const checks = [
    ...startChecks,
    ...inputChecks,
    ...eventChecks,
    ...outputChecks,
    ...retryChecks,
    ...limitChecks,
    ...failureChecks,
    ...joinChecks,
    ...itemChecks,
    ...loopChecks,
    ...waitChecks,
    ...taskChecks,
    ...storeChecks,
    ...compensationChecks,
    ...controlChecks,
    ...lineChecks,
    ...queryChecks,
    ...stopChecks,
    ...(setup.durable === true || setup.copies === true ? copyChecks : []),
  ];
  if (setup.durable !== true) return ready(checks, setup.create);
  return [...ready(checks, setup.create), ...ready([...restartChecks, ...operationChecks], setup.create)];
}
