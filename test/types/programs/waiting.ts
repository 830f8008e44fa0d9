import { exit, flow, fn, MachineStep, race, Step, sleep, waitFor } from 'millrace';
import { type Paid, paid } from './saga';

// A race whose branch key is the action, a function without argument, a sleep, and a step that streams.

@Step()
export class Spell extends MachineStep<string, string, { chunk: string }> {
  async *execute(word: string) {
    for (const letter of word) yield letter;
    return word.toUpperCase();
  }
}

const { to, wire } = flow('waiting').nodes({
  word: fn('word', () => 'race'),
  spell: Spell,
  nap: sleep(5),
  either: race({ paid: waitFor(paid), late: sleep(50) }),
  done: exit<Paid>(),
  late: exit<undefined>(),
});

export const waiting = wire('word', {
  word: to.spell,
  spell: to.nap,
  nap: to.either,
  either: { paid: to.done, late: to.late },
});
