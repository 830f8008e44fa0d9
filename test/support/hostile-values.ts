/** A value that does harm wherever it is trusted. Made anew for each use, since some work only once. */
export interface HostileValue {
  readonly name: string;
  readonly make: () => unknown;
  /** Whether `await` never returns it. */
  readonly pends?: boolean;
}

function fail(): never {
  throw new Error('trapped');
}

const TRAPS: ProxyHandler<object> = {
  get: fail,
  has: fail,
  ownKeys: fail,
  getPrototypeOf: fail,
  getOwnPropertyDescriptor: fail,
  set: fail,
};

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwing(...names: readonly PropertyKey[]): object {
  return Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true }])));
}

/** Returns a rejected promise that never counts as unhandled: whoever only throws or keeps it leaves it as it is. */
function rejected(reason: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- any value may be rejected with
  const promise = Promise.reject(reason);
  promise.catch(() => undefined);
  return promise;
}

function cyclic(): object {
  const value: { self?: unknown } = {};
  value.self = value;
  return value;
}

/** A promise that cannot be awaited by its own method. */
class LoudPromise extends Promise<unknown> {
  override then(): never {
    return fail();
  }
}

/** Values that throw when they are asked, printed, compared, copied or awaited, or that pretend to be something else. */
export const HOSTILE_VALUES: readonly HostileValue[] = [
  { name: 'undefined', make: () => undefined },
  { name: 'null', make: () => null },
  { name: 'a revoked proxy', make: () => revoked({}) },
  { name: 'a revoked proxy of a list', make: () => revoked([]) },
  { name: 'a revoked proxy of a function', make: () => revoked(() => 1) },
  { name: 'a proxy that throws', make: () => new Proxy({}, TRAPS) },
  { name: 'a proxy of a list that throws', make: () => new Proxy([1, 2], TRAPS) },
  { name: 'a proxy that throws on has', make: () => new Proxy({}, { has: fail }) },
  { name: 'a proxy that throws on getPrototypeOf', make: () => new Proxy({}, { getPrototypeOf: fail }) },
  { name: 'a list whose items throw', make: () => Object.defineProperty([1, 2], 1, { get: fail }) },
  { name: 'an object without a prototype', make: () => Object.assign(Object.create(null) as object, { a: 1 }) },
  { name: 'a cyclic object', make: cyclic },
  { name: 'an error with throwing members', make: () => throwing('message', 'stack', 'name', 'code', 'cause') },
  { name: 'an error without a message', make: () => Object.assign(new Error('x'), { message: Symbol('m') }) },
  { name: 'an error with itself as its cause', make: () => Object.assign(new Error('x'), { cause: cyclic() }) },
  {
    name: 'an object that cannot be printed',
    make: () => ({ toString: fail, valueOf: fail, toJSON: fail, [Symbol.toPrimitive]: fail }),
  },
  { name: 'an object whose then throws when it is read', make: () => throwing('then') },
  { name: 'a thenable that throws', make: () => ({ then: fail }) },
  { name: 'a thenable that never settles', make: () => ({ then: () => undefined }), pends: true },
  { name: 'a function with a then', make: () => Object.assign(() => 1, { then: () => undefined }), pends: true },
  {
    name: 'a thenable that settles twice',
    make: () => ({
      then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
        resolve(1);
        reject(new Error('late'));
        resolve(2);
      },
    }),
  },
  { name: 'a rejected promise', make: () => rejected(new Error('rejected')) },
  { name: 'a promise rejected with a revoked proxy', make: () => rejected(revoked({})) },
  {
    name: 'a promise with a then of its own',
    make: () => Object.defineProperty(Promise.resolve(1), 'then', { value: fail }),
  },
  { name: 'a promise whose class defines then', make: () => LoudPromise.resolve(1) },
  { name: 'an object that inherits from Promise', make: () => Object.create(Promise.prototype) as unknown },
  {
    name: 'a promise whose constructor throws',
    make: () => Object.defineProperty(Promise.resolve(1), 'constructor', { get: fail }),
  },
  { name: 'a symbol', make: () => Symbol('s') },
  { name: 'a bigint', make: () => 10n ** 100n },
  { name: 'a function', make: () => fail },
  { name: 'a class', make: () => class Hostile {} },
  { name: 'NaN', make: () => Number.NaN },
  { name: 'an invalid Date', make: () => new Date(Number.NaN) },
  { name: 'a long string', make: () => 'x'.repeat(2_000_000) },
  { name: 'an observable that throws', make: () => ({ subscribe: fail }) },
  { name: 'an iterator that throws', make: () => ({ [Symbol.asyncIterator]: fail, next: fail, return: fail }) },
  { name: 'an iterator of nothing', make: () => ({ [Symbol.asyncIterator]: () => undefined, next: () => undefined }) },
];
