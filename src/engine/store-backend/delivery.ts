import type { Message } from '../../storage/port';
import type { BodyCodec } from '../../storage/records';
import type { LiveRun } from '../driver/live-run';
import type { RunDriver } from '../driver/run-driver';
import type { JournalPosition } from './journal/journal-position';
import { readMessage } from './requests/inbox-message';

/** A run to which messages are delivered. */
export type DeliveredRun = LiveRun & { readonly position: JournalPosition };

/** A message with a task action. */
type TaskMessage = Extract<Message, { readonly kind: 'sent' }> & { readonly task: number };

/** Passes the messages of a run's inbox to its driver, in the order that acknowledgements require. */
export class Delivery<Run extends DeliveredRun> {
  constructor(
    private readonly codec: BodyCodec,
    private readonly driver: Pick<RunDriver<Run>, 'apply' | 'now'>,
  ) {}

  /**
   * Delivers messages, task actions first.
   *
   * @throws {MillraceError} if one of them cannot be read; nothing is delivered then
   */
  deliver(run: Run, messages: readonly Message[]): void {
    this.requireReadable(run.id, messages);
    this.deliverTaskActions(run, messages);
    for (const message of messages) this.consume(run, message);
    const { position } = run;
    position.lastMessage = Math.max(position.lastMessage, ...messages.map(({ no }) => no));
    position.early.clear();
  }

  /** @throws {MillraceError} if one of the messages cannot be read */
  requireReadable(runId: string, messages: readonly Message[]): void {
    for (const message of messages) if (message.kind === 'sent') readMessage(this.codec, message.body, runId);
  }

  /**
   * Delivers task actions. They were acknowledged, so they are applied before everything that could close a task:
   * timers, a cancel, a step that fails again. A storage refuses a commit that closes such a task first. Cancelled
   * tasks come last: they may end the run and close other tasks.
   */
  deliverTaskActions(run: Run, messages: readonly Message[]): void {
    const { position } = run;
    const actions = messages.filter(isTaskMessage);
    if (actions.length === 0) return;
    for (const { no, task } of actions) if (!position.early.has(no)) position.answers.set(no, task);
    const cancels = actions.filter((one) => this.isCancel(run, one));
    const others = actions.filter((one) => !cancels.includes(one));
    for (const message of [...others, ...cancels]) {
      this.consume(run, message);
      position.answers.delete(message.no);
      position.early.add(message.no);
    }
  }

  private isCancel(run: Run, { body }: TaskMessage): boolean {
    return readMessage(this.codec, body, run.id).type === 'task.cancelled';
  }

  private consume(run: Run, message: Message): void {
    const { position } = run;
    if (position.status !== 'owned' || message.no <= position.lastMessage || position.early.has(message.no)) return;
    position.consumed.push(message.no);
    const head = this.driver.now();
    if (message.kind === 'sent') this.driver.apply(run, { ...readMessage(this.codec, message.body, run.id), ...head });
    else if (message.token === 0) this.driver.apply(run, { type: 'run.start', ...head, ...position.settings });
    else this.driver.apply(run, { type: 'permit.granted', ...head, token: message.token });
  }
}

function isTaskMessage(message: Message): message is TaskMessage {
  return message.kind === 'sent' && message.task !== undefined;
}
