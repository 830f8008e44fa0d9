/** The maximum nesting depth of a value: far below the limit of any call stack, whatever its current use. */
export const MAX_DEPTH = 1000;

/**
 * The maximum number of values in one value, counting shared ones each time: a few objects can fan out without limit.
 */
export const MAX_VALUES = 2_000_000;
