/**
 * Every error code of Millrace, with its meaning and its remedy. The list is closed. A test keeps the error catalogue
 * of the manual equal to it.
 */
export const ERROR_CODES = {
  DEFINITION:
    'A flow, node or step is declared incorrectly. The error lists every fault, so that all can be fixed at once.',
  INVALID_INPUT:
    'A value does not satisfy the declared input class or schema, or came by the name of a flow or a signal that declares none. The details list each issue with its path.',
  INVALID_OPTION: 'An option has an invalid value. The message names the option and the values that it accepts.',
  INVALID_SIGNAL:
    'The value passed as a signal is neither one made by `signal(name)` nor a name, or no registered flow, or not the flow of the run, waits for a signal of that name.',
  UNKNOWN_FLOW:
    'No flow with that name and version is registered. Pass it to `createEngine({ flows })` or `engine.register`.',
  UNKNOWN_NODE: 'The flow has no node with that name. The message lists its nodes.',
  UNKNOWN_RUN: 'This engine knows no run with that id. The run may have ended long ago and been removed.',
  IDEMPOTENCY_CONFLICT: 'The idempotency key was already used with another flow or input. Use a new key for new work.',
  DUPLICATE_RUN: 'A run with that id exists. Omit `id`, or use an idempotency key to start at most once.',
  WRONG_STATE:
    'The state of the run does not allow the request. The message names the state and the one that is required.',
  RUN_BUSY: 'The run is executing, so an operator cannot change it now. Try again when it waits or has ended.',
  NOT_SERIALISABLE:
    'A value cannot be written to a journal. The details contain its path; convert it to plain data first.',
  UNDECLARED_ACTION: 'A step returned an action that is not declared, or not wired.',
  NO_OUTCOME: 'A stream completed without a value, so the step has no outcome. Emit at least one value.',
  NOT_A_LIST: 'A node that processes items received a value that cannot be iterated.',
  BATCH_FAILED:
    'Items of an `each` or a `BatchStep` failed. `BatchError.of(failure)` returns the failures by item index.',
  INVALID_OUTCOME: 'A step returned a value that its base class cannot use. The message says what was expected.',
  STEP_FAILED: 'A step, or a function of a policy or a key, threw an error without a code of its own.',
  TIMEOUT: 'An attempt took longer than its `timeout`.',
  DEADLINE_EXCEEDED: 'A node, all attempts included, or a run took longer than its `deadline`.',
  CIRCUIT_OPEN:
    'A circuit breaker rejects calls because the service failed too often. Use a fallback, or wait for `retryAfterMs`.',
  LIMIT_EXCEEDED:
    'A rate limiter has reached its limit, and its queue is full. Wait for `retryAfterMs`, or configure a longer `queue`.',
  BULKHEAD_FULL:
    'All permits of a bulkhead are in use, and its queue is full. Try again later, or configure a longer `queue`.',
  ALL_LEVELS_FAILED: 'Every level of `fallbackChain` failed. The failures are attached in the order of the levels.',
  ABORTED: 'The operation was aborted by its caller.',
  ALL_BRANCHES_FAILED: 'Every branch of `any` failed. The failures are attached in branch order.',
  MAX_VISITS: 'A node was visited more often than `maxVisits` allows in one scope; the flow probably loops forever.',
  MAX_DEPTH: 'Calls of flows through `ref` are nested more deeply than `maxDepth` allows.',
  STORE_CONFLICT:
    'Two parallel branches wrote or deleted the same key of the shared store, and the key has no merge function.',
  STEP_CRASHED: 'The process died too often while this operation was executing.',
  TASK_UNKNOWN: 'There is no task with that id. Its run may have been removed, or the id is not that of a task.',
  TASK_CLOSED: 'The task is no longer open. The message and the details say who or what closed it, and when.',
  TASK_CLAIMED: 'Another person has claimed the task; the details say who. Release or reassign it first.',
  TASK_FORBIDDEN: 'The assignee of the task or `authorize` does not allow this person to perform the action.',
  TASK_CANCELLED: 'A person cancelled the task of a node; the node fails with this code.',
  INVALID_FORM:
    'A form does not satisfy the class or schema of its step, the step declares none, or its `check` rejected the form. Nothing was acknowledged.',
  RUN_FAILED: 'The run failed, and no `error` edge, fallback or join handled the failure.',
  RUN_CANCELLED: 'The run was cancelled before it reached an exit.',
  RUN_FINISHED: 'The run has ended, so the request can no longer be carried out.',
  UNSUPPORTED:
    'A request needs a feature that this engine, storage or installation does not offer. The message names it, and what offers it.',
  ENGINE_STOPPED: 'The engine is stopping or stopped and accepts no new work.',
  STORAGE_UNAVAILABLE:
    'The storage cannot be opened, read or written: it is missing, locked, closed or read-only. The message says which and why.',
  STORAGE_CORRUPT: 'The storage is damaged, or is not a Millrace storage. Restore a backup.',
  UNREADABLE:
    'A stored value cannot be read: it is damaged, its encryption key is missing, it is unexpectedly not encrypted, or a later release wrote it. A run that cannot be read fails with this code; redrive it once it can be.',
  STORAGE_TOO_NEW: 'The storage was written by a later release of Millrace. Use that release, or another storage.',
  STORAGE_FULL: 'The storage has no space left. Nothing was written; free some space and try again.',
  PAYLOAD_TOO_LARGE:
    'A value is larger than the storage accepts. Store large values elsewhere and pass a reference, or raise `maxBody`.',
  COVERAGE_TOO_LOW:
    'Tests cover less of a flow than required. The message lists every node, edge and hook that no run reached.',
  SIMULATION_FAILED:
    'A simulated run broke a rule. The message names the rule, the seed and the fewest faults that reproduce it.',
  INTERNAL: 'Millrace violated one of its own invariants. Please report the message.',
} as const;

/** A code of the closed list {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;
