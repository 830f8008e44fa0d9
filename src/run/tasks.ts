import { dispatch } from './dispatch';
import type { Happening } from './happening';
import type { Ledger } from './ledger';
import { pathOf } from './path';
import type { Task } from './task';
import { extraOf, type Token } from './token';

type TaskHappening = Extract<Happening, { readonly type: `task.${string}` }>;

/** A person has done something with a task. One that is closed by now is left as it is. */
export function handleTask(ledger: Ledger, happening: TaskHappening): void {
  const token = ledger.state.tokens.get(happening.token);
  const task = token?.extra?.task;
  if (!token || !task) return;
  const { who } = happening;
  switch (happening.type) {
    case 'task.claimed':
      change(ledger, token, { ...task, claimedBy: who });
      ledger.tellOf('task.claimed', token, { who });
      return;
    case 'task.released':
      change(ledger, token, { ...task, claimedBy: undefined });
      ledger.tellOf('task.released', token, { who });
      return;
    case 'task.reassigned':
      change(ledger, token, { ...task, assignee: happening.to, claimedBy: undefined });
      ledger.tellOf('task.reassigned', token, { to: happening.to, who, reason: happening.reason });
      return;
    case 'task.completed': {
      const { form, comment } = happening;
      change(ledger, token, undefined);
      extraOf(token).completion = { form, who, at: ledger.at, comment };
      ledger.tellOf('task.completed', token, { who, form, comment });
      ledger.effects.push({ type: 'task.close', token: token.id, path: pathOf(token) });
      dispatch(ledger, token, 'complete', 1);
    }
  }
}

function change(ledger: Ledger, token: Token, task: Task | undefined): void {
  extraOf(token).task = task;
  ledger.touch(token);
}
