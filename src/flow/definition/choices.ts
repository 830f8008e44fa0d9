/** The rule by which a join of parallel branches ends. */
export type JoinKind = 'all' | 'any' | 'race' | 'settle';

/** What becomes of what branches have committed that are no part of the result: it stays, or is undone at once. */
export type Losers = 'keep' | 'compensate';

/** What becomes of a failed item: it fails the node at once, or when all items have ended, or is part of the result. */
export type OnItemError = 'stop' | 'finish' | 'collect';
