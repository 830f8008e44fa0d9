import type { Frame, Token } from '../state/token';
import type { Ledger } from '../transition-context';

/** Leaves the activation around a token; the token on the composite goes on by that action. */
export function leaveFrame(ledger: Ledger, token: Token, frame: Frame, action: string, value: unknown): void {
  ledger.remove(token);
  closeFrame(ledger, frame, action, value);
}

/** Ends an activation that has no inner tokens any more; the token on the composite goes on by that action. */
export function closeFrame(ledger: Ledger, frame: Frame, action: string, value: unknown): void {
  const { token } = frame;
  if (!token) return;
  ledger.dropFrame(token);
  ledger.agenda.push({ kind: 'leave', token, action, value });
}
