import { exit, flow, fn, type RunEvent } from 'millrace';
import { FlowGraphs } from '../../../../src/testing/harness/flow-graphs';
import { problemsIn } from '../../../../src/testing/simulation/rules/rules';
import type { LogEntry } from '../../../../src/testing/simulation/simulation-log';
import { RunTrace } from '../../../../src/testing/trace/run-trace';

const inc = fn('inc', (n: number) => n + 1);
const { to, wire } = flow<number>('chain').nodes({ a: inc, b: inc, done: exit<number>() });
const chain = wire('a', { a: to.b, b: to.done });
const graphs = new FlowGraphs().with([chain]);
const graph = graphs.of('chain', chain.version);

const head = { v: 1, runId: 'r', flow: 'chain', version: chain.version, at: 0, correlationId: 'r' } as const;
const at = (node: string) => ({ path: `${node}#1`, node, place: node });

/** What happens in a run, before it has a number. */
type Told = RunEvent extends infer Event
  ? Event extends RunEvent
    ? Omit<Event, 'seq' | keyof typeof head>
    : never
  : never;

const started: Told = { type: 'run.started', data: { input: 1, tags: [] } };
const ended: Told = { type: 'run.cancelled', data: { reason: 'test' } };
const completed = (node: string): Told => ({
  type: 'step.completed',
  ...at(node),
  attempt: 1,
  data: { action: 'next', value: 1 },
});
const undoing = (node: string): readonly Told[] => [
  { type: 'compensation.started', ...at(node), data: {} },
  { type: 'compensation.completed', ...at(node), data: {} },
];

function execution(node: string, attempt = 1, idempotencyKey = `r:${node}#1`): LogEntry {
  const name = `${node}#1@${attempt}`;
  return { type: 'execution', name, phase: 'execute', place: node, path: `${node}#1`, attempt, idempotencyKey };
}

/** Which rules are broken by what has happened. */
function brokenBy(told: readonly (Told | LogEntry)[], seqOf = (index: number): number => index + 1): readonly string[] {
  const trace = new RunTrace('r', graph);
  const moments: LogEntry[] = [];
  for (const one of told) {
    if (isMoment(one)) moments.push(one);
    else {
      const event = { ...head, ...one, seq: seqOf(trace.events.length) } as RunEvent;
      trace.onEvent(event);
      moments.push({ type: 'event', event });
    }
  }
  return problemsIn({ trace, moments, leftovers: undefined }).map(({ rule }) => rule);
}

function isMoment(one: Told | LogEntry): one is LogEntry {
  return ['execution', 'breach', 'silence', 'acknowledged', 'fault', 'succession'].includes(one.type);
}

describe('the rules of a simulation', () => {
  it('find nothing where nothing is wrong', () => {
    const order = [started, execution('a'), completed('a'), execution('b'), completed('b')];
    expect(brokenBy([...order, ...undoing('b'), ...undoing('a'), ended])).toEqual([]);
  });

  it('want events to be numbered without gap, and the end to be the last', () => {
    expect(brokenBy([started, ended], (index) => index + 2)).toEqual(['eventsAreNumbered']);
    expect(brokenBy([started, ended], () => 1)).toEqual(['eventsAreNumbered']);
    expect(brokenBy([started, ended, ...undoing('a')])).toEqual(['eventsAreNumbered']);
  });

  it('want what was committed to be left alone', () => {
    expect(brokenBy([started, execution('a'), completed('a'), execution('a'), ended])).toEqual([
      'whatIsCommittedStays',
    ]);
    expect(brokenBy([started, completed('a'), completed('a'), ended])).toEqual(['whatIsCommittedStays']);
  });

  it('want no more attempts than the policy allows', () => {
    expect(brokenBy([started, execution('a', 2), ended])).toEqual(['attemptsAreLimited']);
  });

  it('want the same idempotency key each time', () => {
    expect(brokenBy([started, execution('a', 1, 'another'), ended])).toEqual(['workIsRepeatedAsItWas']);
  });

  it('want the newest to be undone first, and nothing twice', () => {
    const both = [started, completed('a'), completed('b')];
    expect(brokenBy([...both, ...undoing('a'), ...undoing('b'), ended])).toEqual(['theNewestIsUndoneFirst']);
    expect(brokenBy([...both, ...undoing('b'), ...undoing('b'), ended])).toEqual(['theNewestIsUndoneFirst']);
  });

  it('want an end, and an engine that says so', () => {
    expect(brokenBy([started])).toEqual(['runsEnd']);
    expect(brokenBy([started, ended, { type: 'silence', what: 'run.result()' }])).toEqual(['runsEnd']);
  });

  it('want answers to be there once, if they were acknowledged', () => {
    const data = { by: 'ann', acknowledgedAt: 0, form: true };
    const answered: Told = { type: 'task.completed', ...at('a'), data };
    const acknowledged: LogEntry = { type: 'acknowledged', task: 'r:a#1' };
    expect(brokenBy([started, acknowledged, answered, ended])).toEqual([]);
    expect(brokenBy([started, acknowledged, ended])).toEqual(['answersAreKept']);
    expect(brokenBy([started, answered, answered, ended])).toEqual(['answersAreKept']);
  });

  it('want one owner', () => {
    expect(brokenBy([started, ended, { type: 'breach', message: 'two' }])).toEqual(['runsHaveOneOwner']);
  });
});
