import { deedOf, taskAfter } from '../../core';
import { InputError, MillraceError, shown, toFailure } from '../../errors';
import type { FlowRegistry } from '../../execution/registry/flow-registry';
import type { Place } from '../../flow';
import type { Clock } from '../../step';
import type { Payloads } from '../../storage';
import type { Page } from '../../storage/port';
import type { TaskFilter, TaskView } from '../port/task-view';
import type { Actor, Tasks } from '../port/tasks';
import { givenOptions } from '../requests/require-options';
import { givenName, givenNote, givenText } from '../requests/require-string';
import { type Authorize, admit, type TaskAction } from './authorize-task';
import { closedTask, unknownTask } from './task-errors';
import { checksForms, validForm } from './task-form';
import { addressOf } from './task-id';
import { taskQuery } from './task-query';
import type { KnownTask, SentTask, TaskBoard } from './task-repository';
import { viewOf } from './task-view-of';

/** What one request makes of a task; nothing where it is as it should be already. */
type Decide = (known: KnownTask, isOpen: boolean) => SentTask | undefined | Promise<SentTask | undefined>;

/** Takes what people want to do with tasks: looks at it, and hands it to whoever keeps them. */
export class TaskDesk implements Tasks {
  constructor(
    private readonly board: TaskBoard,
    private readonly clock: Clock,
    private readonly registry: FlowRegistry,
    private readonly payloads: Payloads | undefined,
    private readonly authorize: Authorize | undefined,
    /** Throws `ENGINE_STOPPED`, with the consequence in its message. */
    private readonly refuseIfStopping: (consequence: string) => void,
  ) {}

  readonly list = async (filter: TaskFilter = {}): Promise<Page<TaskView>> => {
    const { items, next } = await this.board.list(taskQuery(filter, this.clock.now()));
    return { items: items.map((known) => this.view(known)), next };
  };

  readonly get = async (id: string): Promise<TaskView | undefined> => {
    const known = await this.find(id);
    return known && this.view(known);
  };

  readonly claim: Tasks['claim'] = async (id, claim) => {
    const { who } = actorOf(claim);
    return this.change(id, 'claim', who, ({ task }) =>
      task.claimedBy === who ? undefined : { type: 'task.claimed', who },
    );
  };

  readonly release: Tasks['release'] = async (id, release) => {
    const { who } = actorOf(release);
    return this.change(id, 'release', who, ({ task }) =>
      task.claimedBy === undefined ? undefined : { type: 'task.released', who },
    );
  };

  readonly reassign: Tasks['reassign'] = async (id, reassignment) => {
    const { who, ...given } = actorOf(reassignment);
    const to = givenName(given.to, 'to');
    const reason = givenNote(given.reason, 'reason');
    return this.change(id, 'reassign', who, () => ({ type: 'task.reassigned', who, to, reason }));
  };

  readonly cancel: Tasks['cancel'] = async (id, cancellation) => {
    const { who, ...given } = actorOf(cancellation);
    const reason = givenNote(given.reason, 'reason');
    return this.change(id, 'cancel', who, () => ({ type: 'task.cancelled', who, reason }));
  };

  readonly complete: Tasks['complete'] = async (id, completion) => {
    const { who, form, idempotencyKey, ...given } = actorOf(completion);
    const comment = givenNote(given.comment, 'comment');
    if (idempotencyKey !== undefined) givenName(idempotencyKey, 'idempotencyKey');
    const decide: Decide = async (known, isOpen) => {
      const accepted = await this.acceptedForm(known, form, isOpen ? who : undefined);
      return { type: 'task.completed', who, form: accepted, ...(comment !== undefined && { comment }) };
    };
    return this.change(id, 'complete', who, decide, idempotencyKey);
  };

  /** Reads, decides and writes; anew if the task has changed meanwhile, which only happens when somebody else got further. */
  private async change(
    id: string,
    action: TaskAction,
    who: string,
    decide: Decide,
    idempotencyKey?: string,
  ): Promise<TaskView> {
    this.refuseIfStopping(`the task ${shown(id)} was left as it is`);
    for (;;) {
      const known = await this.find(id);
      if (!known) throw unknownTask(id);
      const view = this.view(known);
      // With a key it may be a repetition, which only the board can tell.
      if (view.status !== 'open' && idempotencyKey === undefined) throw closedTask(view);
      if (view.status === 'open') await admit({ action, who, task: view }, this.authorize);
      const sent = await decide(known, view.status === 'open');
      if (!sent) return view;
      const deed = { ...sent, acknowledgedAt: this.clock.now() };
      const after = taskAfter(known.task, deedOf({ ...deed, token: known.token, at: deed.acknowledgedAt, roll: 0 }, 0));
      const result = await this.board.send({ known, deed, after, idempotencyKey });
      if (result === 'sent') return this.view({ ...known, task: after });
      if (result === 'repeated') return view.status === 'open' ? this.view({ ...known, task: after }) : view;
      if (result === 'ended' || view.status !== 'open') throw closedTask(view);
    }
  }

  private async find(id: string): Promise<KnownTask | undefined> {
    const address = addressOf(givenText(id, 'id'));
    return address && this.board.find(address);
  }

  private view(known: KnownTask): TaskView {
    return viewOf(known, this.registry.graphOf(known.flow, known.version));
  }

  /**
   * A form that may be acknowledged.
   *
   * @param who whose form it is, where the step is asked about it, too
   * @throws {MillraceError} `INVALID_FORM`, `PAYLOAD_TOO_LARGE`, `NOT_SERIALISABLE`, `UNKNOWN_FLOW`, `STEP_FAILED` where the step's `check` throws
   */
  private async acceptedForm(known: KnownTask, given: unknown, who: string | undefined): Promise<unknown> {
    const place = this.placeOf(known);
    const valid = await validForm(place, given);
    const form = this.payloads ? this.payloads.copy(valid, () => `the form of node "${place.node}"`) : valid;
    if (who === undefined || !checksForms(place)) return form;
    let refusal: string | undefined;
    try {
      refusal = await this.board.check({ known, form, who });
    } catch (error) {
      if (MillraceError.is(error)) throw error;
      throw new MillraceError(
        'STEP_FAILED',
        `check() of node "${place.node}" threw, so the form was not acknowledged: ${toFailure(error).message}`,
        { cause: error },
      );
    }
    if (refusal === undefined) return form;
    throw new InputError(`the form of node "${place.node}"`, [{ path: '', message: refusal }], 'INVALID_FORM');
  }

  private placeOf({ flow, version, place, node }: KnownTask): Place {
    const found = this.registry.graphOf(flow, version)?.places.get(place);
    if (found) return found;
    throw new MillraceError(
      'UNKNOWN_FLOW',
      `flow "${flow}" in version ${version} is not registered with this engine, so it cannot check a form of node "${node}"; complete the task where it is`,
      { details: { flow, version } },
    );
  }
}

/** What somebody wants, with who it is. */
function actorOf<Given extends Actor>(given: Given): Given {
  givenName(givenOptions(given).who, 'who');
  return given;
}
