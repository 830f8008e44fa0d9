import type { RunEvent } from '../../core';
import type { Tasks } from '../../engine';
import type { Place } from '../../flow';
import type { Clock } from '../../step';
import type { ScriptedAnswer } from './answer-task';
import { answersAt } from './check-answers';

/** Answers the tasks of one engine. */
export class People {
  constructor(
    private readonly answers: readonly ScriptedAnswer[],
    private readonly tasks: Pick<Tasks, 'list' | 'complete'>,
    private readonly clock: Clock,
    /** Called if a task cannot be answered. */
    private readonly onProblem: (error: unknown) => void,
  ) {}

  /** Schedules the answer to a new task. */
  schedule({ runId, path }: Extract<RunEvent, { readonly type: 'task.created' }>, place: Place): void {
    const answer = this.answers.findLast((one) => answersAt(one, place));
    if (!answer) return;
    this.clock.setTimer(answer.afterMs, () => void this.complete(answer, runId, path).catch(this.onProblem));
  }

  private async complete({ form, by }: ScriptedAnswer, runId: string, path: string): Promise<void> {
    const { items } = await this.tasks.list({ runId });
    const task = items.find((one) => one.path === path);
    if (task) await this.tasks.complete(task.id, { by, form });
  }
}
