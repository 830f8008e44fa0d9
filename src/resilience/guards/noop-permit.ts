import type { GuardPermit } from '../../step';

/** A permit without effect. */
export const NOOP_PERMIT: GuardPermit = Object.freeze({
  succeeded: () => undefined,
  failed: () => undefined,
  dropped: () => undefined,
});
