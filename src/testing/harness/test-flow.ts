import { errorMessageOf, knownOptions, MillraceError, toFailure } from '../../errors';
import { type AnyFlow, compile, type Flow, flowDefinitionOf, type Outcome, requireFlow } from '../../flow';
import { durationMs } from '../../step';
import type { AnyExpectation } from '../expectations/expectation';
import { checkedExpectation, failuresOf, type Seen } from '../expectations/failures-of';
import { listed } from '../listed';
import { optionsAmong } from '../options-among';
import { nameOf } from '../trace/node-selector';
import { RunTrace } from '../trace/run-trace';
import { standText } from '../trace/stand-text';
import type { Trace } from '../trace/trace';
import type { FlowTest, FlowTestOptions } from './flow-test';
import { sentOf } from './sent-signal';
import { createTestEngine, type TestEngine } from './test-engine';
import { TEST_ENGINE_OPTIONS } from './test-engine-options';
import { TimeLimit } from './time-limit';

const FLOW_TEST_OPTIONS = {
  ...TEST_ENGINE_OPTIONS,
  input: true,
  shared: true,
  signals: true,
  until: true,
  timeout: true,
  expect: true,
} as const satisfies Readonly<Record<keyof FlowTestOptions, true>>;

/** The id of the only run of a test. */
const RUN = 'test';

/**
 * Runs a flow on virtual time, on its own engine, and returns the result for checks.
 *
 * @throws {MillraceError} `INVALID_OPTION` for unknown or invalid options
 * @throws the error that refuses the start, or a problem outside of the run; nothing if `expect` is set
 * @example
 * const test = await testFlow(fulfilment, {
 *   input: order,
 *   steps: [mockStep(Charge, receipt)],
 *   expect: { result: { total: 12 }, taken: ['stock', 'charge'] },
 * });
 * assert.deepEqual(test.failures, []);
 */
export async function testFlow<In, Routes, Outputs>(
  flow: Flow<In, Routes, Outputs>,
  options: FlowTestOptions<In, Routes>,
): Promise<FlowTest<Outcome<Routes>>> {
  const { flows = [], expect } = knownOptions(options, FLOW_TEST_OPTIONS, 'testFlow()');
  requireFlow(flow, 'testFlow()');
  if (expect !== undefined) checkedExpectation(expect, 'testFlow()');
  listed(flows, 'flows');
  listed(options.signals ?? [], 'signals').forEach(sentOf);
  let engine: TestEngine | undefined;
  let problem: unknown;
  try {
    engine = createTestEngine({ ...optionsAmong(options, TEST_ENGINE_OPTIONS), flows: [flow, ...flows] });
    await runToStop(engine, flow, options);
  } catch (error) {
    if (!expect) throw error;
    problem = error;
  } finally {
    await engine?.stop({ graceMs: 0 });
  }
  const trace = traceOf(flow, engine, problem);
  const shared = engine?.shared(RUN) ?? {};
  const failures = expect ? failuresAgainst(expect, { trace, shared }, problem) : [];
  const { outcome, events, outputs } = trace;
  const notices = engine?.notices ?? [];
  // The result of the run has the type of its flow.
  const result = trace.result as Outcome<Routes> | undefined;
  return Object.freeze({
    outcome,
    result,
    trace,
    events,
    outputs,
    shared,
    notices,
    failures,
    passed: failures.length === 0,
  });
}

/** Runs the flow until the test can stop. */
async function runToStop<In, Routes, Outputs>(
  engine: TestEngine,
  flow: Flow<In, Routes, Outputs>,
  { input, shared, signals = [], until, timeout = '5s' }: FlowTestOptions<In, Routes>,
): Promise<void> {
  const limit = new TimeLimit(durationMs(timeout, 'timeout'));
  try {
    const hasArrived = until === undefined ? undefined : engine.arrivalAt(until);
    const trace = engine.trace(await engine.start(flow, input, { id: RUN, shared }));
    for (const sent of signals) engine.send(sent, RUN);
    const isOver = hasArrived ?? ((): boolean => trace.isOver);
    await engine.runUntilTrue(() => isOver() || limit.isOver);
    if (limit.isOver)
      throw new MillraceError('TIMEOUT', `the test took longer than ${limit.ms} ms; ${standText(trace)}`);
    if (until !== undefined && !isOver())
      throw new MillraceError('WRONG_STATE', `the run does not reach ${nameOf(until)}; ${standText(trace)}`);
  } finally {
    limit.end();
  }
}

/** Returns the trace of the run, or one of a refused start. */
function traceOf(flow: AnyFlow, engine: TestEngine | undefined, problem: unknown): Trace {
  const trace = engine?.findTrace(RUN);
  if (trace) return trace;
  const definition = flowDefinitionOf(flow);
  const none = new RunTrace(
    RUN,
    compile(definition, () => definition),
  );
  none.refuse(toFailure(problem));
  return none;
}

/** Returns the differences from the expectation. A refused start may be expected. */
function failuresAgainst(expect: AnyExpectation, seen: Seen, problem: unknown): readonly string[] {
  const isExpected = seen.trace.outcome.status === 'refused' && expect.failure !== undefined;
  const unexpected = problem === undefined || isExpected ? [] : [`unexpected: ${errorMessageOf(problem)}`];
  try {
    return [...unexpected, ...failuresOf(expect, seen, 'testFlow()')];
  } catch (error) {
    return [...unexpected, errorMessageOf(error)];
  }
}
