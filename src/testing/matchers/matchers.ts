import { invalidOption } from '../../errors';
import type { AnyFlow } from '../../flow';
import { describeValue } from '../expectations/describe-value';
import type { ExpectedFailure } from '../expectations/expectation';
import { completionFailures, failureDifferences, resultDifferences } from '../expectations/failures-of';
import { notEmittedInOrder } from '../expectations/not-emitted-in-order';
import { checkRoute, notTakenInOrder, standsAt } from '../expectations/route';
import { notRun, type RunStepOptions, wanted } from '../expectations/step-runs';
import { type ReplayInput, replay } from '../history/replay/replay';
import type { ReplayOptions } from '../history/replay/replay-options';
import { type NodeSelector, nameOf } from '../trace/node-selector';
import { standText } from '../trace/stand-text';
import type { RunMatchers } from './run-matchers';
import { subjectOf } from './subject';
import { type Verdict, verdictOf } from './verdict';

/** The matchers, in the form of `expect.extend`. */
export const matchers = {
  toCompleteWith(received: unknown, ...expected: readonly unknown[]): Verdict {
    const trace = subjectOf(received, 'toCompleteWith');
    const what = expected.length === 0 ? '' : ` with ${describeValue(expected[0])}`;
    return verdictOf(
      expected.length === 0 ? completionFailures(trace) : resultDifferences(trace, expected[0]),
      () => `expected the run not to complete${what}, but it does`,
    );
  },

  toFailWith(received: unknown, expected: ExpectedFailure | undefined): Verdict {
    if (expected === undefined)
      throw invalidOption('expected', 'a code, or part of a failure', expected, 'toFailWith()');
    const trace = subjectOf(received, 'toFailWith');
    return verdictOf(
      failureDifferences(trace, expected),
      () => `expected the run not to fail with ${describeValue(expected)}; ${standText(trace)}`,
    );
  },

  toHaveTaken(received: unknown, nodes: readonly NodeSelector[]): Verdict {
    const trace = subjectOf(received, 'toHaveTaken');
    checkRoute(nodes, 'nodes', 'toHaveTaken()');
    return verdictOf(listed(notTakenInOrder(trace, nodes)), () => {
      const taken = trace.taken.map(({ place }) => place).join(' → ');
      return `expected the run not to reach ${nodes.map(nameOf).join(', then to ')}; it took ${taken}`;
    });
  },

  toHaveEmitted(received: unknown, channel: string, ...values: readonly unknown[]): Verdict {
    const trace = subjectOf(received, 'toHaveEmitted');
    return verdictOf(listed(notEmittedInOrder(trace, channel, values)), () => {
      const what = values.length === 0 ? 'anything' : values.map(describeValue).join(', then ');
      return `expected not to find ${what} on the channel "${channel}"; it emitted ${describeValue(trace.emitted(channel))}`;
    });
  },

  toHaveRunStep(received: unknown, node: NodeSelector, options: RunStepOptions = {}): Verdict {
    const trace = subjectOf(received, 'toHaveRunStep');
    return verdictOf(
      listed(notRun(trace, node, options)),
      () => `expected the ${nameOf(node)} not to have run${wanted(options)}; ${standText(trace)}`,
    );
  },

  toBeWaitingFor(received: unknown, node: NodeSelector): Verdict {
    const trace = subjectOf(received, 'toBeWaitingFor');
    const waits = standsAt(trace, node) && trace.outcome.status === 'waiting';
    return verdictOf(
      waits ? [] : [`expected the run to wait for the ${nameOf(node)}; ${standText(trace)}`],
      () => `expected the run not to wait for the ${nameOf(node)}; ${standText(trace)}`,
    );
  },

  async toReplay(received: unknown, history: ReplayInput, options?: ReplayOptions): Promise<Verdict> {
    const { differences } = await replay(asFlow(received), history, options);
    return verdictOf(
      differences.map(({ message }) => message),
      () => 'expected the flow not to take the recorded route, but it does',
    );
  },
} satisfies Matchers;

type Matchers = Readonly<
  Record<keyof RunMatchers<void>, (received: unknown, ...expected: never) => Verdict | Promise<Verdict>>
>;

/** Types the received value. The replay itself refuses anything but a flow. */
function asFlow(received: unknown): AnyFlow {
  return received as AnyFlow;
}

function listed(failure: string | undefined): readonly string[] {
  return failure === undefined ? [] : [failure];
}
