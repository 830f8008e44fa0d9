import type { Kind } from '../kind';

export const EXIT: Kind<'exit'> = {
  open: (context, token) => {
    context.agenda.push({ kind: 'leave', token, action: 'next', value: token.input });
  },
};
