/**
 * Every code that an error of Millrace can carry, with what it means and how to mend it. The list is closed: the error
 * catalogue in the manual is checked against it by a test.
 */
export const ERROR_CODES = {
  DEFINITION: 'A flow, node or step is declared wrongly. The error lists every fault; mend them all at once.',
  INVALID_INPUT:
    'A value does not satisfy the declared input class or schema. The details list each issue with its path.',
  INVALID_OPTION: 'An option has a value that it cannot take. The message names the option and what it accepts.',
  INVALID_SIGNAL: 'What was given as a signal is not a token made by `signal(name)`.',
  UNKNOWN_FLOW:
    'No flow of that name and version is registered. Pass it to `createEngine({ flows })` or `engine.register`.',
  UNKNOWN_NODE: 'A name stands for no node of the flow. The message lists those that there are.',
  UNKNOWN_RUN: 'No run of that id is known to this engine. It may have finished long ago and been forgotten.',
  IDEMPOTENCY_CONFLICT: 'The same idempotency key was used with another flow or input. Use a new key for new work.',
  DUPLICATE_RUN: 'A run of that id exists. Leave `id` out, or use an idempotency key to start at most once.',
  WRONG_STATE:
    'The run is in a state in which the request makes no sense. The message says which, and what it would have to be.',
  RUN_BUSY: 'The run is being executed, so an operator cannot change it now. Try again when it waits or has ended.',
  NOT_SERIALISABLE: 'A value cannot be written to a journal. The details give its path; turn it into data first.',
  UNDECLARED_ACTION: 'A step returned an action that it does not declare, or one that is not wired.',
  NO_OUTCOME: 'A stream ended before it gave a value, so the step has no outcome. Let it emit at least one value.',
  NOT_A_LIST: 'A node that works item by item was given something that is no list and cannot be iterated.',
  BATCH_FAILED:
    'Items of a node that works item by item failed. `BatchError.of(failure)` finds each failure by the number of its item.',
  INVALID_OUTCOME: 'A step returned something that its base cannot use. The message says what was expected.',
  STEP_FAILED: 'A step, or a function that a policy or a key names, threw something that carries no code of its own.',
  TIMEOUT: 'An attempt took longer than its `timeout`.',
  DEADLINE_EXCEEDED: 'A node with all its attempts, or a run, took longer than its `deadline`.',
  CIRCUIT_OPEN:
    'A circuit breaker lets no call through, because the service failed too often. Go on without it, or wait for `retryAfterMs`.',
  LIMIT_EXCEEDED:
    'A rate limiter was asked for more than it gives, and its queue is full. Wait for `retryAfterMs`, or give it a longer `queue`.',
  BULKHEAD_FULL:
    'As many calls as a bulkhead lets through at once are going on, and its queue is full. Try again later, or give it a longer `queue`.',
  ALL_LEVELS_FAILED: 'Every level of `firstThatAnswers` failed. The failures are attached, in the order of the levels.',
  ABORTED: 'The operation was aborted by its caller.',
  ALL_BRANCHES_FAILED: 'Every branch of `any` failed. The failures are attached, in branch order.',
  MAX_VISITS: 'A node was visited more often than `maxVisits` allows in one scope; the flow loops without an end.',
  MAX_DEPTH: 'Flows called each other through `ref` more deeply than `maxDepth` allows.',
  STORE_CONFLICT:
    'Two parallel branches wrote or deleted the same key of the shared store, and the key has no merge function.',
  STEP_CRASHED: 'The process died too often while this operation was executing.',
  TASK_UNKNOWN: 'There is no task of that id. Its run may have been removed, or the id belongs to something else.',
  TASK_CLOSED: 'The task is open no longer. The message and the details say who or what has closed it, and when.',
  TASK_CLAIMED: 'Somebody else has claimed the task; the details say who. It has to be released or reassigned first.',
  TASK_FORBIDDEN: 'The person may not do this with the task, by its assignee or by what `authorize` says.',
  TASK_CANCELLED: 'A person has cancelled the task that a node waited for; its node has failed with this.',
  INVALID_FORM:
    "A form does not satisfy the class or schema that its step declares, or the step's `check` refused it. Nothing was acknowledged.",
  RUN_FAILED: 'The run ended with a failure that no `error` edge, fallback or join handled.',
  RUN_CANCELLED: 'The run was cancelled before it reached an exit.',
  RUN_FINISHED: 'The run has ended, so the request cannot be carried out any more.',
  UNSUPPORTED:
    'What was asked for needs something that this engine, storage or installation does not offer. The message says what, and what does.',
  ENGINE_STOPPED: 'The engine is stopping or stopped and takes no new work.',
  STORAGE_UNAVAILABLE:
    'A storage cannot be opened, read or written: it is missing, locked, closed, or may not be written. The message says which and why.',
  STORAGE_CORRUPT: 'What a storage reads is not what it wrote: damaged, or no storage at all. Restore a copy.',
  UNREADABLE:
    'A stored value cannot be read: its key is not given, it is not encrypted though it should be, or it was changed.',
  STORAGE_TOO_NEW: 'A storage was written by a later release of Millrace. Use that release, or a storage of its own.',
  STORAGE_FULL: 'A storage has no room left. Nothing was written; make room and try again.',
  PAYLOAD_TOO_LARGE:
    'A value is longer than the storage takes. Keep large things elsewhere and hand on where they are, or raise `maxBody`.',
  COVERAGE_TOO_LOW:
    'Tests have exercised less of a flow than they should. The message lists every node, edge and hook that no run has reached.',
  SIMULATION_FAILED:
    'A simulated run broke a rule. The message says which, and the seed and the fewest faults with which it can be seen again.',
  INTERNAL: 'Millrace broke one of its own rules. Please report it with the message.',
} as const;

/** A code of the closed list {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;
