import { createEngine, type DurableEngine, exit, flow, fn } from 'millrace';
import { compression, encryption, Secret, type Storage } from 'millrace/storage';

interface Login {
  readonly user: string;
  /** Prints as `[secret]`, and is stored only where it is encrypted. */
  readonly password: Secret<string>;
}

const { to, wire } = flow<Login>('login').nodes({
  open: fn('open', ({ user, password }: Login) => `${user} has a password of ${password.reveal().length} letters`),
  done: exit<string>(),
});
export const login = wire('open', { open: to.done });

// #region codec
/** Stores every value compressed and encrypted. `keys` has old keys too, while values written with them exist. */
export function privateEngine(
  storage: Storage,
  keys: Readonly<Record<string, string>>,
  current: string,
): Promise<DurableEngine> {
  const transforms = [compression(), encryption({ keys, current })];
  return createEngine({ flows: [login], storage, transforms });
}
// #endregion codec

export function start(engine: DurableEngine, user: string, password: string) {
  return engine.start(login, { user, password: new Secret(password) });
}
