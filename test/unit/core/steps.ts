import { type Flow, fn, HumanStep, MachineStep, PhasedStep, RouterStep, Step } from 'millrace';
import { type NodeTable } from 'millrace/types';
import { type Driven, type DriveOptions, drive as driveFlow } from '../../support/drive';
import { graph } from '../flow/untyped';

// Nothing of these steps is ever called: the tests say what they give.

export const work = fn('work', (input: unknown): unknown => input);

interface Ways {
  readonly a: unknown;
  readonly b: unknown;
}

@Step()
export class Choose extends RouterStep<unknown, Ways> {
  execute() {
    return this.to('a', 1);
  }
}

@Step()
export class Again extends RouterStep<unknown, { again: unknown; done: unknown }> {
  execute() {
    return this.to('done', 1);
  }
}

@Step({ retry: { maxAttempts: 2, initial: 0 } })
export class Careful extends MachineStep<unknown, unknown> {
  execute(input: unknown) {
    return input;
  }
  override fallback(): unknown {
    return undefined;
  }
}

@Step({ retry: { maxAttempts: 2, initial: 1000, jitter: false } })
export class Undoable extends MachineStep<unknown, unknown> {
  execute(input: unknown) {
    return input;
  }
  override compensate() {
    // Never called.
  }
}

@Step({ retry: { maxAttempts: 2, initial: 0 } })
export class Phased extends PhasedStep<unknown, unknown, unknown, Ways> {
  prepare(input: unknown) {
    return input;
  }
  execute(prepared: unknown) {
    return prepared;
  }
  finish(result: unknown) {
    return this.to('a', result);
  }
}

@Step({ retry: { maxAttempts: 2, initial: 0 } })
export class PhasedWithFallback extends PhasedStep<unknown, unknown, unknown, Ways> {
  prepare(input: unknown) {
    return input;
  }
  execute(prepared: unknown) {
    return prepared;
  }
  finish(result: unknown) {
    return this.to('a', result);
  }
  override fallback(): unknown {
    return undefined;
  }
}

@Step()
export class Ask extends HumanStep<unknown, unknown, Ways> {
  request() {
    return { title: 'decide' };
  }
  complete() {
    return this.to('a', 1);
  }
}

/** The same as {@link graph} with the start being the first node. */
export function flowOfNodes(
  nodes: NodeTable,
  edges: Readonly<Record<string, string | Readonly<Record<string, string>>>>,
  name = 'test',
): Flow<unknown, { readonly next: unknown }> {
  // The types of a table that is put together by texts say nothing, so its flow passes for one that takes anything.
  return graph(name, Object.keys(edges)[0] ?? '', nodes, edges) as unknown as Flow<unknown, { readonly next: unknown }>;
}

const driven: Driven[] = [];

/** {@link driveFlow}; what the state and its changes come to is compared at the end of the test. */
export function drive(...args: [flow: Parameters<typeof driveFlow>[0], options?: DriveOptions]): Driven {
  const run = driveFlow(...args);
  driven.push(run);
  return run;
}

afterEach(() => {
  for (const run of driven.splice(0)) {
    const [state, folded] = run.accounts;
    expect(folded).toEqual(state);
  }
});
