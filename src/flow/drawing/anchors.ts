import { actionsOf, childrenOf, type Definition } from '../kinds';

/** Returns the path of the input of a flow. No node has this path, since a key cannot begin with `@`. */
export function inputPath(flow: string): string {
  return below(flow, '@input');
}

/** Returns the path of a child. */
export function below(path: string, key: string): string {
  return path === '' ? key : `${path}/${key}`;
}

/** Returns the path of the leaf where a node begins. */
export function entryOf(definition: Definition, path: string): string {
  if (definition.kind === 'flow') return inputPath(path);
  const [first] = childrenOf(definition);
  return first ? entryOf(first[1], below(path, first[0])) : path;
}

/** Returns the path of the leaf from which an action leaves a node. */
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
