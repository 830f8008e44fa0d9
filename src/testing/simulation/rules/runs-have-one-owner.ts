import type { Rule } from './rule';

/** A run has one owner at a time, and only the owner commits. */
export const runsHaveOneOwner: Rule = ({ moments }) =>
  moments.flatMap((moment) => (moment.type === 'breach' ? [moment.message] : []));
