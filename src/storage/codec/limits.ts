/** How deeply a value may be nested. Far below what any stack carries, and independent of how much of it is in use. */
export const MAX_DEPTH = 1000;

/** How many values one value may hold, counting a shared one as often as it occurs: a few objects can fan out without end. */
export const MAX_VALUES = 2_000_000;
