import { actionsOf, childrenOf, type Definition } from '../kinds';

/** Path of what stands for the input of a flow. No key looks like this. */
export function inputPath(flow: string): string {
  return below(flow, '@input');
}

/** Path of a child. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}/${key}`;
}

/** The leaf inside a node where it begins. */
export function entryOf(definition: Definition, path: string): string {
  if (definition.kind === 'flow') return inputPath(path);
  const [first] = childrenOf(definition);
  return first ? entryOf(first[1], below(path, first[0])) : path;
}

/** The leaf inside a node that it is left from by an action. */
export function leaveOf(definition: Definition, path: string, action: string): string {
  const children = childrenOf(definition);
  const exits = children.filter(([, child]) => child.kind === 'exit');
  const candidates = exits.length > 0 ? exits : children;
  const [key, child] =
    candidates.find(([name]) => name === action) ??
    candidates.find(([, one]) => actionsOf(one)?.includes(action)) ??
    candidates.at(-1) ??
    [];
  if (key === undefined || child === undefined) return path;
  const inner = definition.kind === 'repeat' && action === 'exhausted' ? 'again' : action;
  return leaveOf(child, below(path, key), inner);
}
