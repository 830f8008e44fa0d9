import { each, exit, flow } from 'millrace';
import type { SimpleFlow } from './chain';
import { Increment } from './increment';

/** Works through a list, item by item. */
export function eachFlow(): SimpleFlow<readonly number[], readonly number[]> {
  const { to, wire } = flow('each-item').nodes({ items: each(Increment), done: exit<readonly number[]>() });
  return wire('items', { items: to.done });
}
