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

/** A violation of a rule. */
export interface Problem {
  /** The name of the rule, or `invariant` for the option of the caller. */
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

/** Returns the violations of the rules of every engine. */
export function problemsIn(evidence: Evidence): readonly Problem[] {
  return Object.entries(RULES).flatMap(([rule, check]) => check(evidence).map((message) => ({ rule, message })));
}
