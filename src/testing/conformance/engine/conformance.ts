import type { Engine } from '../../../engine';
import type { Check, ConformanceCheck } from '../check';
import { compensationChecks } from './compensation-checks';
import { controlChecks } from './control-checks';
import { copyChecks } from './copy-checks';
import type { DurableEngineSetup, EngineSetup, EngineSubject } from './engine-subject';
import { EngineTrial } from './engine-trial';
import { eventChecks } from './event-checks';
import { failureChecks } from './failure-checks';
import { inputChecks } from './input-checks';
import { itemChecks } from './item-checks';
import { joinChecks } from './join-checks';
import { limitChecks } from './limit-checks';
import { lineChecks } from './line-checks';
import { loopChecks } from './loop-checks';
import { operationChecks } from './operation-checks';
import { outputChecks } from './output-checks';
import { queryChecks } from './query-checks';
import { restartChecks } from './restart-checks';
import { retryChecks } from './retry-checks';
import { startChecks } from './start-checks';
import { stopChecks } from './stop-checks';
import { storeChecks } from './store-checks';
import { taskChecks } from './task-checks';
import { waitChecks } from './wait-checks';

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
