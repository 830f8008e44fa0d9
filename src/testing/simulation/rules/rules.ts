import { answersAreKept } from './answers-are-kept';
import { attemptsAreLimited } from './attempts-are-limited';
import { eventsAreNumbered } from './events-are-numbered';
import { nothingIsLeft } from './nothing-is-left';
import { resultsAreJournaled } from './results-are-journaled';
import type { Evidence, Rule } from './rule';
import { runsEnd } from './runs-end';
import { runsHaveOneOwner } from './runs-have-one-owner';
import { theNewestIsUndoneFirst } from './the-newest-is-undone-first';
import { whatIsCommittedStays } from './what-is-committed-stays';
import { workIsRepeatedAsItWas } from './work-is-repeated-as-it-was';

/** Something that must not be so in any run. */
export interface Problem {
  /** Which rule is broken, or `invariant` for the caller's own. */
  readonly rule: string;
  readonly message: string;
}

const RULES: Readonly<Record<string, Rule>> = {
  runsEnd,
  eventsAreNumbered,
  whatIsCommittedStays,
  attemptsAreLimited,
  runsHaveOneOwner,
  answersAreKept,
  workIsRepeatedAsItWas,
  resultsAreJournaled,
  theNewestIsUndoneFirst,
  nothingIsLeft,
};

/** What is broken of that which every engine has to keep. */
export function problemsIn(evidence: Evidence): readonly Problem[] {
  return Object.entries(RULES).flatMap(([rule, check]) => check(evidence).map((message) => ({ rule, message })));
}
