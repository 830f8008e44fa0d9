import type { Frame, Token } from '../state/token';
import type { TransitionContext } from '../transition-context';

/** Leaves the activation around a token. The token on the composite continues by the action. */
export function leaveFrame(
  context: TransitionContext,
  token: Token,
  frame: Frame,
  action: string,
  value: unknown,
): void {
  context.remove(token);
  closeFrame(context, frame, action, value);
}

/** Ends an activation that has no inner tokens left. The token on the composite continues by the action. */
export function closeFrame(context: TransitionContext, frame: Frame, action: string, value: unknown): void {
  const { token } = frame;
  if (!token) return;
  context.dropFrame(token);
  context.agenda.push({ kind: 'leave', token, action, value });
}
