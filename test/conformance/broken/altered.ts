/** An object of which some members are others; the rest is as it was. */
export function altered<T extends object>(whole: T, members: { readonly [K in keyof T]?: unknown }): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name) as unknown;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
