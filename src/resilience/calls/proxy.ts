export type Method = (...given: unknown[]) => unknown;

/** What a stand-in does where the other's methods are called. `key` is `undefined` where the other is called itself. */
export type Replace = (key: string | undefined, method: Method) => Method;

/**
 * An object that looks like another in every respect, but whose methods are replaced. The other need not be extensible, and
 * its getters and methods get itself as `this`, so that private members work.
 */
export function proxyClient<Target extends object>(target: Target, replace: Replace): Target {
  const replaced = new Map<string | symbol | undefined, { readonly method: Method; readonly by: Method }>();
  const methodOf = (key: string | symbol | undefined, method: Method): Method => {
    const known = replaced.get(key);
    if (known?.method === method) return known.by;
    const by = typeof key === 'symbol' || isEverywhere(key, method) ? unchanged(target, method) : replace(key, method);
    replaced.set(key, { method, by });
    return by;
  };
  return new Proxy(shadowOf(target), {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' && key !== 'constructor' ? methodOf(key, value as Method) : value;
    },
    set: (_, key, value) => Reflect.set(target, key, value, target),
    has: (_, key) => Reflect.has(target, key),
    deleteProperty: (_, key) => Reflect.deleteProperty(target, key),
    defineProperty: (_, key, descriptor) => Reflect.defineProperty(target, key, descriptor),
    ownKeys: () => Reflect.ownKeys(target),
    getOwnPropertyDescriptor: (_, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(target, key);
      return descriptor && { ...descriptor, configurable: true };
    },
    getPrototypeOf: () => Reflect.getPrototypeOf(target),
    apply: (_, self, given: unknown[]) => Reflect.apply(methodOf(undefined, asMethod(target)), self, given),
  });
}

/** The method, called on the object itself. */
export function unchanged(target: object, method: Method): Method {
  return new Proxy(method, { apply: (_, _self, given) => Reflect.apply(method, target, given) });
}

/** Stands under the proxy in place of the object, whose frozen members would have to be shown as they are. */
function shadowOf<Target extends object>(target: Target): Target {
  const shadow: object = typeof target === 'function' ? () => undefined : {};
  // Only its being a function or not is ever seen of it.
  return shadow as Target;
}

function asMethod(target: object): Method {
  return target as Method;
}

/** What every object has, such as `toString`. */
function isEverywhere(key: PropertyKey | undefined, method: Method): boolean {
  return key !== undefined && Reflect.get(Object.prototype, key) === method;
}
