import type { GuardPermit } from '../../step';

/** A pass that nobody has to be told about. */
export const NOOP_PERMIT: GuardPermit = Object.freeze({
  succeeded: () => undefined,
  failed: () => undefined,
  dropped: () => undefined,
});
