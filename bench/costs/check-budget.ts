import type { Costs } from './case';

/** The most that a step may cost, by the case. */
export type Budget = Readonly<Record<string, Costs>>;

/** The share by which a cost may exceed its budget: bytes depend a little on what the compiler has optimised. */
const TOLERANCE = { promises: 0.05, timers: 0.05, bytes: 0.1 } as const;
/** What a figure near zero may vary by: a turn of the event loop that falls into the sample. */
const ABSOLUTE_TOLERANCE = 0.03;

/** The kinds of costs, in the order of the report. */
export const KINDS = Object.keys(TOLERANCE) as readonly (keyof Costs)[];

/** Returns one message for each cost that exceeds its budget. */
export function faultsOf(costs: Budget, budget: Budget): readonly string[] {
  return Object.entries(costs).flatMap(([name, found]) =>
    KINDS.flatMap((kind) => {
      const most = budget[name]?.[kind];
      if (most === undefined) return [`${name} has no budget for ${kind} in bench/costs/budget.json`];
      if (found[kind] <= most * (1 + TOLERANCE[kind]) + ABSOLUTE_TOLERANCE) return [];
      return [`${name}: a step takes ${found[kind]} ${kind}, and its budget is ${most}; see bench/costs/budget.json`];
    }),
  );
}
