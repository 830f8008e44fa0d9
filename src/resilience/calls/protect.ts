import { invalidOption, knownOptions, MillraceError, type OptionNames, readRecord } from '../../errors';
import type { Clock } from '../../step';
import type { GuardDirectory } from '../guards/guard-directory';
import { guardedMethod, type MethodCall } from './guarded-method';
import { checkedPolicies, POLICY_NAMES, type Policies } from './policies';
import { type Method, proxyClient, unchanged } from './proxy';

type Callable = (...given: never[]) => unknown;

/** The policies for the methods of a client. */
export interface ProtectOptions<Client> extends Policies {
  /** Policies of single methods, which take precedence over the client's. `false`: the method is not protected. */
  readonly methods?: {
    readonly [Name in keyof Client as Client[Name] extends Callable ? Name : never]?: Policies | false | undefined;
  };
}

/** The parts of a `Resilience` that protect a client. */
export interface ProtectHost {
  readonly clock: Clock;
  readonly random: () => number;
  readonly directory: GuardDirectory;
}

/** Returns a proxy of a client whose methods are called under policies. */
export function protectedClient<Client extends object>(
  client: Client,
  options: ProtectOptions<Client>,
  host: ProtectHost,
): Client {
  if (!isClient(client)) throw invalidOption('client', 'an object or a function', client, 'protect()');
  const names: OptionNames<Policies & { readonly methods?: unknown }> = { ...POLICY_NAMES, methods: true };
  const { methods = {}, ...policies } = knownOptions<
    Policies & { readonly methods?: Readonly<Record<string, Policies | false | undefined>> }
  >(options, names, 'protect()');
  const name = nameOf(client);
  const { clock, random, directory } = host;
  const callOf = (called: string, key: object, given: Policies, option?: string): MethodCall => {
    const { guards, timeoutMs, retry } = checkedPolicies(given, 'protect()', option);
    directory.add([{ owner: { key, name: called }, guards }]);
    return { what: `${called}()`, clock, random, timeoutMs, retry, guardChain: directory.guardChain(guards) };
  };
  const common = callOf(name, keyOf(client), policies);
  const special = new Map<string, MethodCall | false>();
  const byMethod = readRecord(methods, 'methods', () => 'policies by the name of the method', 'protect()');
  for (const [key, given] of Object.entries(byMethod)) {
    const method: unknown = Reflect.get(client, key, client);
    if (typeof method !== 'function') throw refused(`${name} has no method "${key}"`);
    if (given === undefined) continue;
    const option = `methods.${key}`;
    const own = given && knownOptions(given, POLICY_NAMES, 'protect()', option);
    special.set(key, own && callOf(`${name}.${key}`, method, { ...policies, ...own }, option));
  }
  const replace = (key: string | undefined, method: Method): Method => {
    const call = key === undefined ? common : (special.get(key) ?? { ...common, what: `${name}.${key}()` });
    return call ? guardedMethod(method, client, call) : unchanged(client, method);
  };
  return proxyClient(client, replace);
}

/** Returns the owner of a client's unnamed guards: its class, so that all clients of the class share them. */
function keyOf(client: object): object {
  const maker: unknown = Reflect.get(client, 'constructor');
  return typeof maker === 'function' && maker !== Object && typeof client !== 'function' ? maker : client;
}

/** Checks at run time, because an untyped caller may pass any value. */
function isClient(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function nameOf(client: object): string {
  const { name } = keyOf(client) as { readonly name?: unknown };
  return typeof name === 'string' && name !== '' ? name : 'client';
}

function refused(message: string): MillraceError {
  return new MillraceError('INVALID_OPTION', `methods: ${message}`, { details: { option: 'methods' } });
}
