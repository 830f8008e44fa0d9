import { all, type ContextOf, exit, flow, fn, HumanStep, Step, type StepContext, unchecked, within } from 'millrace';
import type { Did, Kind } from './kind';

/** Which people do the tasks of a run: those in the processes that are killed, or those of one that outlives them. */
export type Group = 'workers' | 'desk';

/** What people fill in. */
export interface Form {
  readonly add: number;
}

/** When a task is closed that is not done in time, in ms. */
export const LIMIT = 150;

/** What the forms of a run add up to if each task is done once, and by whom it should be. */
export const ADDED = { claimed: 1, given: 10 } as const;

/** Has tasks that people do, side by side: see `people.ts` for what they do with the task of which node. */
export function staffed(did: Did): Kind {
  @Step({ form: unchecked<Form>() })
  class Ask extends HumanStep<number, Form, { yes: number }> {
    request(n: number) {
      const group: Group = n % 2 === 0 ? 'workers' : 'desk';
      return { title: `task ${n}`, candidateGroups: [group] };
    }
    complete({ add }: Form, _: number, ctx: ContextOf<this>) {
      did(ctx);
      return this.to('yes', add);
    }
  }
  const { to, wire, input } = flow<number>('staffed').nodes({
    tasks: all({ claimed: Ask, given: Ask, late: within(Ask, LIMIT) }),
    // It is late or not; either way, the acknowledgement has to be right.
    sum: fn('sum', ({ claimed, given }: { claimed: { value: number }; given: { value: number } }, ctx: StepContext) => {
      did(ctx);
      ctx.shared.set('sum', claimed.value + given.value);
    }),
    dropped: Ask,
    last: fn('last', (n: number, ctx: StepContext) => {
      did(ctx);
      return n + ctx.shared.getNumber('sum');
    }),
    done: exit<number>(),
    wrong: exit<string>(),
  });
  return {
    flow: wire('tasks', {
      tasks: to.sum,
      sum: to.dropped.from(input),
      dropped: { yes: to.wrong.via(() => 'a cancelled task was done'), error: to.last.from(input) },
      last: to.done,
    }),
    outcome: (n) => n + ADDED.claimed + ADDED.given,
  };
}
