/** Values that no option takes and that are hard to write down, by names for tests. */
export function oddValues(): readonly (readonly [name: string, value: unknown])[] {
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const trap = new Proxy(
    {},
    {
      get: () => {
        throw new Error('trapped');
      },
      getPrototypeOf: () => {
        throw new Error('trapped');
      },
    },
  );
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  return [
    ['null', null],
    ['a cyclic object', cyclic],
    ['an object without a prototype', Object.create(null)],
    ['a proxy that throws', trap],
    ['a revoked proxy', revoked],
    ['a bigint', 7n],
    ['a huge bigint', 10n ** 500n],
    ['a symbol', Symbol('s')],
    ['a symbol with a long name', Symbol('s'.repeat(100_000))],
    ['a function', () => 1],
    ['NaN', Number.NaN],
    ['an invalid Date', new Date(Number.NaN)],
    ['a promise', Promise.resolve(1)],
    ['a list of odd values', [cyclic, 7n, Symbol('t'), null]],
    ['a huge list', new Array(100_000).fill(7)],
    ['true', true],
  ];
}
