import type { Container } from 'inversify';

/** A class, as its own token. */
export type ClassToken = new (...dependencies: never[]) => object;

/** The part of a container that Millrace uses. */
export interface Injector {
  readonly get: (token: ClassToken) => object;
  readonly isBound: (token: ClassToken) => boolean;
  /** Binds the class to itself in transient scope. */
  readonly bind: (token: ClassToken) => void;
}

export function injectorOf(container: Container): Injector {
  return {
    get: (token) => container.get(token),
    isBound: (token) => container.isBound(token),
    bind: (token) => {
      container.bind(token).toSelf().inTransientScope();
    },
  };
}
