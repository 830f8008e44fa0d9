import type { Work } from '../../harness/work';

/** Work of a size, such as a chain of so many steps. */
export interface Sized extends Work {
  readonly end: () => Promise<void>;
}

/** What grows, and the work for a size of it. Each kind is measured at 10, 1,000 and 100,000. */
export interface GrowthCase {
  /** What the cost is divided by, for the report: `a step in a chain`. */
  readonly unit: string;
  /** Whether each unit keeps memory after the work. */
  readonly isKept?: boolean;
  readonly make: (size: number) => Promise<Sized>;
}
