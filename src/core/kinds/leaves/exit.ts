import type { KindRules } from '../kind';

export const EXIT: KindRules<'exit'> = {
  open: (context, token) => {
    context.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
  },
};
