import type { Engine } from '../../engine';
import { knownOptions, type OptionNames } from '../../errors';
import type { Check, ConformanceCheck } from '../check';
import type { DurableEngineFixtureFactory, EngineFixture, EngineFixtureFactory } from './engine-fixture';
import { EngineHarness } from './engine-harness';
import { compensationSuite } from './flow-suites/compensation-suite';
import { failureSuite } from './flow-suites/failure-suite';
import { itemSuite } from './flow-suites/item-suite';
import { joinSuite } from './flow-suites/join-suite';
import { limitSuite } from './flow-suites/limit-suite';
import { loopSuite } from './flow-suites/loop-suite';
import { queueSuite } from './flow-suites/queue-suite';
import { retrySuite } from './flow-suites/retry-suite';
import { storeSuite } from './flow-suites/store-suite';
import { taskSuite } from './flow-suites/task-suite';
import { waitSuite } from './flow-suites/wait-suite';
import { administrationSuite } from './run-suites/administration-suite';
import { boundarySuite } from './run-suites/boundary-suite';
import { controlSuite } from './run-suites/control-suite';
import { copySuite } from './run-suites/copy-suite';
import { eventSuite } from './run-suites/event-suite';
import { feedSuite } from './run-suites/feed-suite';
import { foreignCodeSuite } from './run-suites/foreign-code-suite';
import { idempotencySuite } from './run-suites/idempotency-suite';
import { inputSuite } from './run-suites/input-suite';
import { outputSuite } from './run-suites/output-suite';
import { querySuite } from './run-suites/query-suite';
import { restartSuite } from './run-suites/restart-suite';
import { startSuite } from './run-suites/start-suite';
import { stopSuite } from './run-suites/stop-suite';

const PATIENCE_MS = 4000;

const SETUP: OptionNames<EngineFixtureFactory | DurableEngineFixtureFactory> = {
  durable: true,
  copies: true,
  create: true,
  patienceMs: true,
};

/**
 * Returns the conformance checks for authors of engines. The checks need no test framework, use only the port, and
 * bring their own flows. They control time, so the engine has to use the clock of its options.
 *
 * @example
 * const create = () => ({ engine: (options) => new MyEngine(options) });
 * for (const { name, run } of engineConformance({ create })) test(name, run);
 */
export function engineConformance(
  setup: EngineFixtureFactory | DurableEngineFixtureFactory,
): readonly ConformanceCheck[] {
  const known = knownOptions(setup, SETUP, 'engineConformance()');
  const { patienceMs = PATIENCE_MS } = known;
  const ready = <E extends Engine>(
    checks: readonly Check<EngineHarness<E>>[],
    create: () => EngineFixture<E> | Promise<EngineFixture<E>>,
  ): readonly ConformanceCheck[] =>
    checks.map(({ name, run }) => ({
      name,
      run: async () => {
        const harness = new EngineHarness(await create(), patienceMs);
        try {
          await run(harness);
        } catch (error) {
          // The error of the check must not be hidden by one of the stop.
          await harness.end().catch(() => undefined);
          throw error;
        }
        await harness.end();
      },
    }));

  const checks = [
    ...startSuite,
    ...idempotencySuite,
    ...inputSuite,
    ...boundarySuite,
    ...eventSuite,
    ...foreignCodeSuite,
    ...outputSuite,
    ...feedSuite,
    ...retrySuite,
    ...limitSuite,
    ...failureSuite,
    ...joinSuite,
    ...itemSuite,
    ...loopSuite,
    ...waitSuite,
    ...taskSuite,
    ...storeSuite,
    ...compensationSuite,
    ...controlSuite,
    ...queueSuite,
    ...querySuite,
    ...stopSuite,
    ...(known.durable === true || known.copies === true ? copySuite : []),
  ];
  if (known.durable !== true) return ready(checks, known.create);
  return [...ready(checks, known.create), ...ready([...restartSuite, ...administrationSuite], known.create)];
}
