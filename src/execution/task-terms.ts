import { isDate } from 'node:util/types';
import {
  inspectValue,
  isListOf,
  isStorableName,
  knownOptions,
  MAX_NAME_LENGTH,
  MillraceError,
  type OptionNames,
} from '../errors';
import { type Duration, durationMs, type TaskRequest, type TaskTerms } from '../step';

const REQUEST: OptionNames<TaskRequest> = {
  title: true,
  description: true,
  assignee: true,
  candidateGroups: true,
  priority: true,
  due: true,
  reminder: true,
  escalation: true,
};

/** The form of the name of a person or a group, for messages. */
const NAME = `a string of 1 to ${MAX_NAME_LENGTH} characters without NUL and lone surrogates`;

/**
 * Checks the result of a step's `request`.
 *
 * @param now epoch ms; the start of durations
 * @param node the node of the task; named in the error
 * @throws {MillraceError} `INVALID_OPTION` that names the option
 */
export function taskTerms(request: unknown, now: number, node: string): TaskTerms {
  const refuse = refusalOf(node);
  const by = `the request of node "${node}"`;
  // Untyped callers may return anything else.
  const { title, description, assignee, candidateGroups, priority, due, reminder, escalation } = ofNode(node, () =>
    knownOptions(request as TaskRequest, REQUEST, by),
  );
  for (const [option, text] of Object.entries({ title, description }))
    if ((text !== undefined || option === 'title') && !isText(text))
      throw refuse(option, 'expected a string that is not empty', text);
  if (assignee !== undefined && !isStorableName(assignee)) throw refuse('assignee', `expected ${NAME}`, assignee);
  if (candidateGroups !== undefined && !isListOf(candidateGroups, isStorableName))
    throw refuse('candidateGroups', `expected a list of names, each ${NAME}`, candidateGroups);
  if (priority !== undefined && !Number.isSafeInteger(priority))
    throw refuse('priority', 'expected a whole number', priority);
  const dueAt = due === undefined ? undefined : dueMoment(due, now, refuse);
  const remindAt =
    reminder === undefined
      ? undefined
      : reminderMoment(
          ofNode(node, () => knownOptions(reminder, { before: true, after: true }, by, 'reminder')),
          now,
          dueAt,
          refuse,
        );
  return {
    title,
    ...(description !== undefined && { description }),
    ...(assignee !== undefined && { assignee }),
    ...(candidateGroups !== undefined && { candidateGroups: [...new Set(candidateGroups)] }),
    ...(priority !== undefined && { priority }),
    ...(dueAt !== undefined && { dueAt }),
    ...(remindAt !== undefined && { remindAt }),
    ...(escalation !== undefined && {
      escalation: escalationOf(
        ofNode(node, () => knownOptions(escalation, { after: true, to: true }, by, 'escalation')),
        now,
        refuse,
      ),
    }),
  };
}

/** Reads options. Adds the node to the details of an error. */
function ofNode<T>(node: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!MillraceError.is(error)) throw error;
    throw new MillraceError(error.code, error.message, { details: { node, ...error.details }, cause: error.cause });
  }
}

type Refuse = (option: string, problem: string, given?: unknown) => MillraceError;

function refusalOf(node: string): Refuse {
  return (option, problem, given) => {
    const got = given === undefined ? '' : `, got ${inspectValue(given)}`;
    return new MillraceError('INVALID_OPTION', `the request of node "${node}": ${option}: ${problem}${got}`, {
      details: { node, option },
    });
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function dueMoment(due: Date | Duration, now: number, refuse: Refuse): number {
  if (!isDate(due)) return now + lengthOf(due, 'due', refuse);
  if (Number.isNaN(due.getTime())) throw refuse('due', 'is not a valid date', due);
  return due.getTime();
}

function reminderMoment(
  { before, after }: NonNullable<TaskRequest['reminder']>,
  now: number,
  dueAt: number | undefined,
  refuse: Refuse,
): number {
  if ((before === undefined) === (after === undefined))
    throw refuse('reminder', 'expected either { before } or { after }');
  if (after !== undefined) return now + lengthOf(after, 'reminder.after', refuse);
  if (dueAt === undefined) throw refuse('reminder.before', 'is counted from due; set due too, or use reminder.after');
  return dueAt - lengthOf(before, 'reminder.before', refuse);
}

function escalationOf(
  { after, to }: NonNullable<TaskRequest['escalation']>,
  now: number,
  refuse: Refuse,
): NonNullable<TaskTerms['escalation']> {
  if (!isStorableName(to)) throw refuse('escalation.to', `expected the name of a group, ${NAME}`, to);
  return { at: now + lengthOf(after, 'escalation.after', refuse), to };
}

function lengthOf(duration: Duration, option: string, refuse: Refuse): number {
  try {
    return durationMs(duration, option);
  } catch {
    throw refuse(option, `expected ${option === 'due' ? 'a Date, or ' : ''}a duration such as "48h"`, duration);
  }
}
