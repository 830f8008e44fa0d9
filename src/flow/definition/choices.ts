/** The rule by which a join of parallel branches ends. */
export type JoinKind = 'all' | 'any' | 'race' | 'settle';

/** The treatment of committed steps of branches that lost: they are kept, or compensated at once. */
export type Losers = 'keep' | 'compensate';

/** The treatment of a failed item: it fails the node at once or when all items have ended, or is part of the result. */
export type OnItemError = 'stop' | 'finish' | 'collect';
