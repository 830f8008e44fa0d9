import { setTimeout as pause } from 'node:timers/promises';
import { type Engine, MillraceError, type TaskView } from 'millrace';
import { insist } from './insist';
import type { Deed, Line } from './side-effects';
import { ADDED, type Form, type Group, LIMIT } from './staffed';

/** How often people look for new tasks, in ms. */
const LOOK_MS = 25;

type Who = 'ann' | 'bob' | 'boss';

/** People who look at a list and do what is on it. They write down what they ask for, and what they are answered. */
export class People {
  private readonly atWork = new Map<string, Promise<void>>();
  private gone = false;
  private readonly looking: Promise<void>;

  constructor(
    private readonly engine: Engine,
    private readonly write: (line: Line) => void,
    private readonly groups: readonly Group[],
  ) {
    this.looking = this.look();
    // Whoever sends them home hears of it.
    this.looking.catch(() => undefined);
  }

  /** Ends what they are at. */
  async goHome(): Promise<void> {
    this.gone = true;
    await this.looking;
    await Promise.all(this.atWork.values());
  }

  private async look(): Promise<void> {
    while (!this.gone) {
      const { items } = await insist(() => this.engine.tasks.list({ candidateGroups: this.groups }));
      for (const task of items) {
        if (this.atWork.has(task.id)) continue;
        const work = this.attend(task).finally(() => this.atWork.delete(task.id));
        work.catch(() => undefined);
        this.atWork.set(task.id, work);
      }
      await pause(LOOK_MS);
    }
  }

  /** Does with a task what its node is there for; from the beginning, if others died in the middle of it. */
  private async attend(task: TaskView): Promise<void> {
    await this.claim(task, 'ann');
    switch (branchOf(task)) {
      case 'claimed':
        // Somebody else has it.
        await this.complete(task, 'bob', { add: 1000 });
        await this.complete(task, 'ann', { add: ADDED.claimed }, 'once');
        // It is done.
        await this.complete(task, 'bob', { add: 1000 });
        break;
      case 'given':
        await this.ask({ task: task.id, deed: 'reassigned', by: 'boss' }, ({ tasks }, id) =>
          tasks.reassign(id, { by: 'boss', to: 'bob' }),
        );
        await this.complete(task, 'bob', { add: ADDED.given }, 'once');
        break;
      case 'late':
        // At the same time as the limit.
        await pause(Math.max(0, task.createdAt + LIMIT - Date.now()));
        await this.complete(task, 'ann', { add: 0 }, 'once');
        break;
      default:
        await this.ask({ task: task.id, deed: 'cancelled', by: 'boss' }, ({ tasks }, id) =>
          tasks.cancel(id, { by: 'boss', reason: 'not needed' }),
        );
    }
  }

  private claim({ id }: TaskView, by: Who): Promise<void> {
    return this.ask({ task: id, deed: 'claimed', by }, ({ tasks }) => tasks.claim(id, { by }));
  }

  private complete({ id }: TaskView, by: Who, form: Form, idempotencyKey?: string): Promise<void> {
    const key = idempotencyKey === undefined ? undefined : `${idempotencyKey} ${id} ${by}`;
    return this.ask({ task: id, deed: 'completed', by }, ({ tasks }) =>
      tasks.complete(id, { by, form, idempotencyKey: key }),
    );
  }

  private async ask(deed: Deed, request: (engine: Engine, id: string) => Promise<unknown>): Promise<void> {
    const answer = await insist(() => {
      this.write({ what: 'asked', ...deed });
      return request(this.engine, deed.task);
    }).then(
      () => 'ok',
      (error: unknown) => (MillraceError.is(error) ? error.code : String(error)),
    );
    this.write({ what: 'answered', answer, ...deed });
  }
}

/** Key of the node or branch at which a task is. */
function branchOf({ path }: TaskView): string {
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('#'));
}
