import type { StepKind } from './step-class';

/** The methods that a class may override, by base. */
const HOOKS: Readonly<Record<StepKind, readonly string[]>> = {
  machine: ['execute', 'skip', 'fallback', 'compensate', 'onSuccess', 'onFailure'],
  router: ['execute', 'skip', 'fallback', 'compensate', 'onSuccess', 'onFailure'],
  batch: ['execute', 'skip', 'fallback', 'compensate', 'onSuccess', 'onFailure'],
  phased: ['prepare', 'execute', 'finish', 'fallback', 'compensate', 'onFailure'],
  human: ['request', 'check', 'complete'],
};

/** Minimum length of a hook for the check: shorter names differ from ordinary words by one letter too often. */
const MIN_LENGTH = 7;

/** Returns the methods of a class that look like a mistyped hook, each with the hook that was probably meant. */
export function nearMisses(
  kind: StepKind,
  methods: readonly string[],
): readonly { readonly method: string; readonly hook: string }[] {
  const hooks = HOOKS[kind];
  return methods
    .filter((method) => !hooks.includes(method))
    .flatMap((method) => hooks.filter((hook) => isNear(method, hook)).map((hook) => ({ method, hook })));
}

function isNear(method: string, hook: string): boolean {
  const [a, b] = [method.toLowerCase(), hook.toLowerCase()];
  if (a === b) return true;
  return hook.length >= MIN_LENGTH && a[0] === b[0] && differByOne(a, b);
}

/** Whether one letter is added, omitted or changed, or two neighbours are swapped. */
function differByOne(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const [restA, restB] = [a.slice(at), b.slice(at)];
  return (
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
