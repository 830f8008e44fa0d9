import type { KindFacts } from '../kind';

interface Body<Inner> {
  readonly kind: string;
  readonly body: Inner;
}

/** Returns the facts that are common to nodes with a single body. */
export function bodyFacts<Inner>(): Pick<
  KindFacts<Body<Inner>, Inner>,
  'children' | 'namesChildren' | 'hashPart' | 'shape' | 'leaf'
> {
  return {
    children: ({ body }) => [['body', body]],
    namesChildren: false,
    hashPart: ({ kind, body }, hashPartOf) => [kind, hashPartOf(body)],
    shape: () => 'work',
    leaf: () => undefined,
  };
}
