import type { Place } from '../../flow';

/** Whether events tell of the place as a step of its own. */
export function isStep({ leaf, kind }: Place): boolean {
  return leaf !== undefined || kind === 'sleep' || kind === 'wait';
}
