import { endsVisit } from '../../../history';
import type { LoggedExecution } from '../simulation-log';
import type { Rule } from './rule';

/** Committed work is never executed again, and never lost. */
export const whatIsCommittedStays: Rule = ({ moments, leftovers }) => {
  const ended = new Map<string, string>();
  const wrongs: string[] = [];
  for (const moment of moments) {
    if (moment.type === 'event' && endsVisit(moment.event)) {
      const before = ended.get(moment.event.path);
      if (before !== undefined) wrongs.push(`${moment.event.path} has ended twice, the first time with ${before}`);
      ended.set(moment.event.path, moment.event.type);
    }
    if (moment.type !== 'execution' || moment.phase === 'compensate') continue;
    const ending = ended.get(moment.path);
    if (ending !== undefined) wrongs.push(again(moment, ending));
  }
  for (const no of leftovers?.lostEntries ?? []) wrongs.push(`journal entry ${no} was acknowledged and then lost`);
  return wrongs;
};

function again({ name, phase }: LoggedExecution, ending: string): string {
  return `${name} is executed (${phase}) although ${ending} of it was committed`;
}
