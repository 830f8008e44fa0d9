import { DefinitionError } from '../../errors';
import type { Graph, Place } from '../../flow';
import { isAt } from '../trace/position';
import type { ScriptedAnswer } from './answer-task';

/** Whether an answer is for the human step at a place. */
export function answersAt({ step, node }: ScriptedAnswer, { definition, ...place }: Place): boolean {
  if (definition.kind !== 'step' || definition.step !== step) return false;
  return node === undefined || isAt(node, { place: place.id, node: place.node });
}

/**
 * Checks that each answer has a task in the flows.
 *
 * @throws {DefinitionError} with every answer without a task, and the known human steps
 */
export function checkAnswers(answers: readonly ScriptedAnswer[], graphs: readonly Graph[]): void {
  const places = graphs.flatMap((graph) => [...graph.places.values()]);
  const asked = places.flatMap(({ definition, id }) =>
    definition.kind === 'step' && definition.stepKind === 'human' ? [`${id} (${definition.step.name})`] : [],
  );
  const flows = graphs.map(({ name }) => `"${name}"`).join(', ');
  const faults = answers
    .filter((answer) => !places.some((place) => answersAt(answer, place)))
    .map(({ name, node }) => {
      const where = node === undefined ? '' : ` at node "${node}"`;
      return {
        message: `the answer to ${name}${where} has no task in ${flows}; there are: ${asked.join(', ') || 'no human steps'}`,
      };
    });
  if (faults.length > 0) throw new DefinitionError(faults);
}
