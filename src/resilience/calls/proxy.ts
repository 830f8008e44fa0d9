export type Method = (...given: unknown[]) => unknown;

/** Returns the replacement of a method. `key` is `undefined` if the target itself is the function. */
export type Replace = (key: string | undefined, method: Method) => Method;

/**
 * Returns a proxy that behaves like its target but for replaced methods. The target may be non-extensible. Its getters
 * and methods have the target itself as `this`, so that private members work.
 */
export function proxyClient<Target extends object>(target: Target, replace: Replace): Target {
  const replaced = new Map<string | symbol | undefined, { readonly method: Method; readonly by: Method }>();
  const methodOf = (key: string | symbol | undefined, method: Method): Method => {
    const known = replaced.get(key);
    if (known?.method === method) return known.by;
    const by = typeof key === 'symbol' || isUniversal(key, method) ? unchanged(target, method) : replace(key, method);
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

/** Returns the method, bound to the target. */
export function unchanged(target: object, method: Method): Method {
  return new Proxy(method, { apply: (_, _self, given) => Reflect.apply(method, target, given) });
}

/** Returns the object behind the proxy. It replaces the target, because a proxy must not change frozen members. */
function shadowOf<Target extends object>(target: Target): Target {
  const shadow: object = typeof target === 'function' ? () => undefined : {};
  // Only whether it is a function is visible through the proxy.
  return shadow as Target;
}

function asMethod(target: object): Method {
  return target as Method;
}

/** Whether every object has the method, such as `toString`. */
function isUniversal(key: PropertyKey | undefined, method: Method): boolean {
  return key !== undefined && Reflect.get(Object.prototype, key) === method;
}
