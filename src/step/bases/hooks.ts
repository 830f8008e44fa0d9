import { editDistance, nearestName } from '../../errors';
import type { StepKind } from './step-class';

interface Hooks {
  /** The methods that a class must have. */
  readonly required: readonly string[];
  /** The methods that it may have. */
  readonly optional: readonly string[];
}

const WORK: Hooks = {
  required: ['execute'],
  optional: ['skip', 'fallback', 'compensate', 'onSuccess', 'onFailure'],
};
const HOOKS: Readonly<Record<StepKind, Hooks>> = {
  machine: WORK,
  router: WORK,
  batch: WORK,
  phased: { required: ['prepare', 'execute', 'finish'], optional: ['fallback', 'compensate', 'onFailure'] },
  human: { required: ['request', 'complete'], optional: ['check'] },
};

/** The names that other systems give to a hook. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ...['run', 'exec', 'handle', 'handler', 'process', 'perform', 'invoke'].map((name) => [name, 'execute'] as const),
  ...['undo', 'rollback', 'revert', 'compensation'].map((name) => [name, 'compensate'] as const),
  ...['onError', 'onFail'].map((name) => [name, 'onFailure'] as const),
  ...['skipIf', 'shouldSkip'].map((name) => [name, 'skip'] as const),
]);

/** Minimum length of a hook for the check: shorter names differ from ordinary words by one letter too often. */
const MIN_LENGTH = 7;

/** Returns what is wrong with the methods of a class, as messages. */
export function hookFaults(kind: StepKind, prototype: object): readonly string[] {
  const { required, optional } = HOOKS[kind];
  const own = Object.getOwnPropertyNames(prototype).filter((name) => name !== 'constructor');
  const absent = [...required, ...optional].filter((hook) => !(hook in prototype));
  const misses = own
    .filter((method) => !required.includes(method) && !optional.includes(method))
    .flatMap((method) => {
      const hook = meantBy(method, [...required, ...optional], absent);
      return hook === undefined ? [] : [{ method, hook }];
    });
  const missing = required
    .filter((hook) => absent.includes(hook) && !misses.some((miss) => miss.hook === hook))
    .map((hook) => missingText(hook, own));
  return [
    ...misses.map(({ method, hook }) => `${method}() is never called; did you mean ${hook}()? Rename it`),
    ...missing,
  ];
}

/**
 * Returns the hook that a method was probably meant to be. A name of another system may be that of a helper, unless the
 * class lacks the hook.
 */
function meantBy(method: string, hooks: readonly string[], absent: readonly string[]): string | undefined {
  const foreign = FOREIGN.get(method);
  return foreign !== undefined && absent.includes(foreign) ? foreign : hooks.find((hook) => isNear(method, hook));
}

function missingText(hook: string, methods: readonly string[]): string {
  const nearest = nearestName(hook, methods);
  const cure = nearest === undefined ? '' : `; did you mean ${nearest}()?`;
  return `there is no ${hook}(), without which the step does nothing; declare it as a method of the class, not as a property${cure}`;
}

function isNear(method: string, hook: string): boolean {
  const [a, b] = [method.toLowerCase(), hook.toLowerCase()];
  if (a === b) return true;
  const isAsLong = Math.abs(a.length - b.length) <= 1;
  return isAsLong && hook.length >= MIN_LENGTH && a[0] === b[0] && editDistance(a, b) === 1;
}
