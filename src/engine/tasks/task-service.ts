import { actionRecordOf, applyTaskAction } from '../../core';
import {
  abandonPromise,
  errorMessageOf,
  InputError,
  inspectValue,
  knownOptions,
  MillraceError,
  type OptionNames,
} from '../../errors';
import type { FlowRegistry } from '../../execution';
import type { Place } from '../../flow';
import type { Clock } from '../../step';
import type { PayloadCodec } from '../../storage/payloads';
import type { Page } from '../../storage/port';
import type { TaskFilter, TaskView } from '../port/task-view';
import type { Actor, Tasks } from '../port/tasks';
import { requireName, requireNote, requireString } from '../requests/require-string';
import { type Authorize, authorizeTask, type TaskAction } from './authorize-task';
import { closedTask, unknownTask } from './task-errors';
import { checksForms, validForm } from './task-form';
import { parseTaskId } from './task-id';
import { parseTaskFilter } from './task-query';
import type { KnownTask, SentTaskInput, TaskRepository } from './task-repository';
import { taskViewOf } from './task-view-of';

/** Decides on the action for a request; `undefined` if the task needs no change. */
type Decide = (known: KnownTask, isOpen: boolean) => SentTaskInput | undefined | Promise<SentTaskInput | undefined>;

/** The dependencies of a {@link TaskService}. */
export interface TaskServiceParts {
  readonly repository: TaskRepository;
  readonly clock: Clock;
  readonly registry: FlowRegistry;
  readonly codec: PayloadCodec | undefined;
  readonly authorize: Authorize | undefined;
  /** @throws {MillraceError} `ENGINE_STOPPED`, with the consequence in its message */
  readonly refuseIfStopping: (consequence: string) => void;
}

/** Checks the actions of people on tasks and writes them to the repository. */
export class TaskService implements Tasks {
  private readonly repository: TaskRepository;

  constructor(private readonly parts: TaskServiceParts) {
    this.repository = parts.repository;
  }

  readonly list = async (filter: TaskFilter = {}): Promise<Page<TaskView>> => {
    const { items, next } = await this.repository.list(parseTaskFilter(filter, this.parts.clock.now()));
    return { items: items.map((known) => this.view(known)), next };
  };

  readonly get = async (id: string): Promise<TaskView | undefined> => {
    const known = await this.find(id, 'tasks.get()');
    return known && this.view(known);
  };

  readonly claim: Tasks['claim'] = async (id, claim) => {
    const { by } = requireActor(claim, { by: true }, 'tasks.claim()');
    return this.change(id, 'claim', by, ({ task }) =>
      task.claimedBy === by ? undefined : { type: 'task.claimed', by },
    );
  };

  readonly release: Tasks['release'] = async (id, release) => {
    const { by } = requireActor(release, { by: true }, 'tasks.release()');
    return this.change(id, 'release', by, ({ task }) =>
      task.claimedBy === undefined ? undefined : { type: 'task.released', by },
    );
  };

  readonly reassign: Tasks['reassign'] = async (id, reassignment) => {
    const { by, ...options } = requireActor(reassignment, { by: true, to: true, reason: true }, 'tasks.reassign()');
    const to = requireName(options.to, 'to', 'tasks.reassign()');
    const reason = requireNote(options.reason, 'reason', 'tasks.reassign()');
    return this.change(id, 'reassign', by, () => ({ type: 'task.reassigned', by, to, reason }));
  };

  readonly cancel: Tasks['cancel'] = async (id, cancellation) => {
    const { by, ...options } = requireActor(cancellation, { by: true, reason: true }, 'tasks.cancel()');
    const reason = requireNote(options.reason, 'reason', 'tasks.cancel()');
    return this.change(id, 'cancel', by, () => ({ type: 'task.cancelled', by, reason }));
  };

  readonly complete: Tasks['complete'] = async (id, completion) => {
    const { by, form, idempotencyKey, ...options } = requireActor(
      completion,
      { by: true, form: true, comment: true, idempotencyKey: true },
      'tasks.complete()',
    );
    const comment = requireNote(options.comment, 'comment', 'tasks.complete()');
    if (idempotencyKey !== undefined) requireName(idempotencyKey, 'idempotencyKey', 'tasks.complete()');
    // It is refused once the task is read, by when its rejection would have counted as unhandled.
    abandonPromise(form);
    const decide: Decide = async (known, isOpen) => {
      const accepted = await this.acceptedForm(known, form, isOpen ? by : undefined);
      return { type: 'task.completed', by, form: accepted, ...(comment !== undefined && { comment }) };
    };
    return this.change(id, 'complete', by, decide, idempotencyKey);
  };

  /**
   * Reads, decides and writes. Repeats if the task has changed meanwhile, which means that another request succeeded.
   */
  private async change(
    id: string,
    action: TaskAction,
    by: string,
    decide: Decide,
    idempotencyKey?: string,
  ): Promise<TaskView> {
    this.parts.refuseIfStopping(`the task ${inspectValue(id)} is unchanged`);
    for (;;) {
      const known = await this.find(id, `tasks.${action}()`);
      if (!known) throw unknownTask(id);
      const view = this.view(known);
      // With a key it may be a repetition, which only the repository can recognise.
      if (view.status !== 'open' && idempotencyKey === undefined) throw closedTask(view);
      if (view.status === 'open') await authorizeTask({ action, by, task: view }, this.parts.authorize);
      const sent = await decide(known, view.status === 'open');
      if (!sent) return view;
      const record = { ...sent, acknowledgedAt: this.parts.clock.now() };
      const after = applyTaskAction(
        known.task,
        actionRecordOf({ ...record, token: known.token, at: record.acknowledgedAt, random: 0 }, 0),
      );
      const result = await this.repository.send({ known, record, after, idempotencyKey });
      if (result === 'sent') return this.view({ ...known, task: after });
      if (result === 'repeated') return view.status === 'open' ? this.view({ ...known, task: after }) : view;
      if (result === 'ended' || view.status !== 'open') throw closedTask(view);
    }
  }

  private async find(id: string, by: string): Promise<KnownTask | undefined> {
    const address = parseTaskId(requireString(id, 'id', by));
    return address && this.repository.find(address);
  }

  private view(known: KnownTask): TaskView {
    return taskViewOf(known, this.parts.registry.graphOf(known.flow, known.version));
  }

  /**
   * Returns a form that may be acknowledged.
   *
   * @param by the person who completes the task, if the step is to check the form
   * @throws {MillraceError} `INVALID_FORM`, `PAYLOAD_TOO_LARGE`, `NOT_SERIALISABLE`, `UNKNOWN_FLOW`, `STEP_FAILED` if
   * the step's `check` throws
   */
  private async acceptedForm(known: KnownTask, submitted: unknown, by: string | undefined): Promise<unknown> {
    const place = this.placeOf(known);
    const valid = await validForm(place, submitted, known.flow);
    const form = this.parts.codec ? this.parts.codec.copy(valid, () => `the form of node "${place.node}"`) : valid;
    if (by === undefined || !checksForms(place)) return form;
    let refusal: string | undefined;
    try {
      refusal = await this.repository.check({ known, form, by });
    } catch (error) {
      if (MillraceError.is(error)) throw error;
      throw new MillraceError(
        'STEP_FAILED',
        `check() of node "${place.node}" threw, so the form was not acknowledged: ${errorMessageOf(error)}`,
        { cause: error },
      );
    }
    if (refusal === undefined) return form;
    throw new InputError(`the form of node "${place.node}"`, [{ path: '', message: refusal }], 'INVALID_FORM');
  }

  private placeOf({ flow, version, place, node }: KnownTask): Place {
    const found = this.parts.registry.graphOf(flow, version)?.places.get(place);
    if (found) return found;
    throw new MillraceError(
      'UNKNOWN_FLOW',
      `flow "${flow}" in version ${version} is not registered with this engine, so it cannot check a form of node "${node}"; complete the task on an engine that has registered it`,
      { details: { flow, version } },
    );
  }
}

/** Returns a copy of a request, checked to have an actor. */
function requireActor<Request extends Actor>(request: Request, names: OptionNames<Request>, by: string): Request {
  const known = knownOptions(request, names, by);
  requireName(known.by, 'by', by);
  return known;
}
