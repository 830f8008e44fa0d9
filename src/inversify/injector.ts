import type { Container } from 'inversify';

/** A class, as its own token. */
export type Token = new (...dependencies: never[]) => object;

/** The part of a container that Millrace uses. */
export interface Injector {
  readonly get: (token: Token) => object;
  readonly isBound: (token: Token) => boolean;
  /** Binds the class to itself in transient scope. */
  readonly bind: (token: Token) => void;
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
