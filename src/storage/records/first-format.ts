import type { Change, CompletedForm, PermitRequest, RunEvent, TaskState } from '../../core';

/*
 * Version 0.1.0 stored data under other names before its first release: `who` for `by`, `slot` for `permit` and
 * `outputKey`, `line` for `queue`, `terms` for `settings`. That data is renamed when it is read. Data in today's
 * format passes through unchanged.
 */

type Stored = Readonly<Record<string, unknown>>;

/** Returns a change under today's names. */
export function readChange(stored: Change): Change {
  const change: Stored = stored;
  if (stored.type === 'output.put' && 'slot' in change) return asChange(renamed(change, 'slot', 'outputKey'));
  if (stored.type !== 'token.put') return stored;
  const token: Stored = { ...stored.token };
  if (!('slot' in token || 'task' in token || 'completion' in token)) return stored;
  const { task, completion } = stored.token;
  return asChange({
    ...stored,
    token: {
      ...renamed(token, 'slot', 'permit', (permit) => readPermit(permit)),
      ...(task && { task: readTask(task) }),
      ...(completion && { completion: readCompletedForm(completion) }),
    },
  });
}

/** Returns the data of an event under today's names. */
export function readEventData(type: RunEvent['type'], data: object): object {
  return type.startsWith('task.') ? renamed({ ...data }, 'who', 'by') : data;
}

/** Returns a task under today's names. */
export function readTask(task: TaskState): TaskState {
  return { ...task, trail: task.trail.map(readAction) };
}

/** Returns a sent input under today's names. */
export function readSent<Sent extends object>(sent: Sent): Sent {
  return 'who' in sent ? as<Sent>(renamed(Object.fromEntries(Object.entries(sent)), 'who', 'by')) : sent;
}

/** Returns the record of a start under today's names. */
export function readStart<Start extends { readonly permit: PermitRequest | undefined }>(stored: Start): Start {
  const start = renamed({ ...stored }, 'terms', 'settings');
  return as<Start>(renamed(start, 'slot', 'permit', (permit) => readPermit(permit)));
}

function readCompletedForm(form: CompletedForm): CompletedForm {
  return as<CompletedForm>(renamed({ ...form }, 'who', 'by'));
}

function readAction(action: TaskState['trail'][number]): TaskState['trail'][number] {
  return as<TaskState['trail'][number]>(renamed({ ...action }, 'who', 'by'));
}

function readPermit(permit: unknown): unknown {
  return typeof permit === 'object' && permit !== null ? renamed({ ...permit }, 'line', 'queue') : permit;
}

function renamed(stored: Stored, from: string, to: string, read: (value: unknown) => unknown = same): Stored {
  if (!(from in stored)) return stored;
  const { [from]: value, ...rest } = stored;
  return { ...rest, [to]: read(value) };
}

function same(value: unknown): unknown {
  return value;
}

function asChange(stored: Stored): Change {
  return as<Change>(stored);
}

/** The one cast: stored data has the type with which it was written, which the compiler cannot know. */
function as<Type>(stored: Stored): Type {
  return stored as Type;
}
