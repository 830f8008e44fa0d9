import { all, exit, flow } from 'millrace';
import type { SimpleFlow } from './chain';
import { Increment } from './increment';

type Joined = Readonly<Record<string, number>>;

/** Runs that many branches at once and joins them to a record. */
export function fanOutOf(width: number): SimpleFlow<number, Joined> {
  const keys = Array.from({ length: width }, (_, index) => `b${index + 1}`);
  const branches: Readonly<Record<string, typeof Increment>> = Object.fromEntries(keys.map((key) => [key, Increment]));
  const { to, wire } = flow(`fan-${width}`).nodes({ fan: all(branches), done: exit<Joined>() });
  return wire('fan', { fan: to.done });
}
