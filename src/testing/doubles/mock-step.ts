import { DefinitionError, invalidOption } from '../../errors';
import { type Composite, definitionOf } from '../../flow';
import type { StepClass } from '../../step';
import type { Answer, OutcomeOf } from './answer';
import { type DoubleSpec, doubleOf, type StepDouble } from './step-double';

/**
 * Replaces a step class, an `fn` or a `choose` at all its places or, with `.at(node)`, at one. Each call uses the next
 * answer; the last one is repeated.
 *
 * @throws {DefinitionError} for anything but a step
 * @throws {MillraceError} `INVALID_OPTION` for a human step: see `answerTask`
 * @example
 * mockStep(Charge, receipt)
 * mockStep(Charge, new CardDeclined(), receipt)
 * mockStep(Charge, (order) => ({ id: 'r-1', amount: order.amount })).at('charge')
 */
export function mockStep<S extends StepClass | Composite<never, unknown>>(
  source: S,
  ...answers: readonly [Answer<S>, ...Answer<S>[]]
): StepDouble<OutcomeOf<S>> {
  return doubleOf({ ...workOf(source), answers: atLeastOne(answers, 'mockStep()') });
}

/**
 * Replaces the step or function at a node, named by its key or, if that is ambiguous, by its place (`notify/mail`). The
 * types of the answers are not checked.
 *
 * @example mockNode('notify/mail', { sent: true })
 */
export function mockNode(node: string, ...answers: readonly [unknown, ...unknown[]]): StepDouble<unknown> {
  if (typeof node !== 'string' || node === '') throw invalidOption('node', 'the key of a node', node, 'mockNode()');
  return doubleOf({ source: undefined, name: `node "${node}"`, node, answers: atLeastOne(answers, 'mockNode()') });
}

function workOf(source: unknown): Pick<DoubleSpec, 'source' | 'name'> {
  const definition = definitionOf(source);
  const worker = definition.kind === 'each' ? definition.body : definition;
  if (worker.kind === 'function') return { source: worker.execute, name: `fn "${worker.name}"` };
  if (worker.kind !== 'step') {
    const message = `mockStep(): expected a step class, an fn or a choose, got ${definition.kind}; replace the steps inside of it`;
    throw new DefinitionError([{ message }]);
  }
  const { name } = worker.step;
  if (worker.stepKind === 'human')
    throw invalidOption('step', `a step other than a HumanStep; use answerTask(${name}, form)`, name, 'mockStep()');
  return { source: worker.step, name };
}

function atLeastOne<T>(answers: readonly T[], by: string): readonly T[] {
  if (answers.length === 0) throw invalidOption('answers', 'at least one answer', answers, by);
  return Object.freeze([...answers]);
}
