import type { Container } from 'inversify';

/** A class as the container sees it: its own token. */
export type Token = new (...dependencies: never[]) => object;

/** The part of a container that Millrace uses. */
export interface Injector {
  readonly get: (token: Token) => object;
  readonly isBound: (token: Token) => boolean;
  /** Lets the container make the class whenever it is asked for. */
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
