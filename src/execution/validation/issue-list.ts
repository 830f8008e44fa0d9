import type { InputIssue } from '../../errors';

/**
 * The maximum number of issues. More do not help a reader, and a list of 100,000 bad items must not become a message of
 * megabytes.
 */
const MAX_ISSUES = 100;

/** Returns the first issues, followed by one that states how many more there are. Never empty. */
export function issueList(issues: readonly InputIssue[]): readonly InputIssue[] {
  if (issues.length === 0) return [{ path: '', message: 'was refused without a reason' }];
  if (issues.length <= MAX_ISSUES) return issues;
  const more = issues.length - MAX_ISSUES;
  return [...issues.slice(0, MAX_ISSUES), { path: '', message: `and ${more} more` }];
}
