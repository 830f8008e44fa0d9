import type { AnyFlow } from '../builder/draft';
import { requireFlow } from '../builder/flow-definition-of';
import type { EdgeDefinition } from '../definition/edge-definition';
import { childrenOf, type Definition, type FlowDefinition, kindOf } from '../kinds';
import { below, entryOf, inputPath, leaveOf } from './anchors';
import { dataArrows } from './data-arrows';
import type { DrawingOptions, DrawnEdge } from './drawing-options';
import { labelOf } from './labels';
import type { Arrow, Leaf, Picture, PictureFrame } from './picture';

/**
 * Walks a flow once and returns its picture.
 *
 * @param by the function that draws it, for messages
 */
export function pictureOf(flow: AnyFlow, options: DrawingOptions, by: string): Picture {
  const definition = requireFlow(flow, by);
  const { name } = definition;
  return { name, title: options.title, root: frame('', name, definition, options) };
}

function part(path: string, name: string, definition: Definition, options: DrawingOptions): Leaf | PictureFrame {
  const label = withText(name, options.nodeLabel?.(path));
  if (childrenOf(definition).length > 0) return frame(path, label, definition, options);
  return { kind: 'leaf', path, label, shape: kindOf(definition).shape(definition), state: options.nodeState?.(path) };
}

function frame(path: string, label: string, definition: Definition, options: DrawingOptions): PictureFrame {
  const { children, namesChildren } = kindOf(definition);
  const inside = children(definition).map(([key, child]) =>
    part(below(path, key), labelOf(key, child, namesChildren), child, options),
  );
  return {
    kind: 'frame',
    path,
    label,
    state: path === '' ? undefined : options.nodeState?.(path),
    parts: definition.kind === 'flow' ? [input(path), ...inside] : inside,
    edges: arrowsOf(path, definition, options),
  };
}

/** Returns the leaf for the input of a flow: its beginning, and the source of `input`. */
function input(flow: string): Leaf {
  return { kind: 'leaf', path: inputPath(flow), label: 'input', shape: 'input', state: undefined };
}

function withText(label: string, text: string | undefined): string {
  return text ? `${label} ${text}`.trimStart() : label;
}

/** Returns the arrows between the parts of a frame. */
function arrowsOf(path: string, definition: Definition, options: DrawingOptions): readonly Arrow[] {
  switch (definition.kind) {
    case 'flow':
      return flowArrows(path, definition, options);
    case 'pipe':
      return definition.parts.slice(1).map((next, index) => {
        const from = below(path, `part${index + 1}`);
        const before = definition.parts[index] ?? next;
        return between([from, before], [below(path, `part${index + 2}`), next], 'next', {});
      });
    case 'repeat': {
      const body = [below(path, 'body'), definition.body] as const;
      const edge = { from: body[0], action: 'again', to: body[0] };
      const label = withText('again', options.edgeLabel?.(edge));
      return [between(body, body, 'again', { label, state: options.edgeState?.(edge) })];
    }
    case 'step':
    case 'function':
    case 'exit':
    case 'all':
    case 'any':
    case 'race':
    case 'settle':
    case 'each':
    case 'within':
    case 'sleep':
    case 'wait':
    case 'ref':
      return [];
  }
}

function flowArrows(path: string, definition: FlowDefinition, options: DrawingOptions): readonly Arrow[] {
  const { nodes, edges, start } = definition;
  const place = (key: string) => [below(path, key), nodes[key] as Definition] as const;
  const [first, firstNode] = place(start);
  const begin = inputPath(path);
  return [
    {
      from: begin,
      fromLeaf: begin,
      to: first,
      toLeaf: entryOf(firstNode, first),
      label: undefined,
      style: 'plain',
      state: undefined,
    },
    ...Object.entries(edges).flatMap(([key, table]) =>
      Object.entries(table).map(([action, { target }]) => {
        const edge: DrawnEdge = { from: below(path, key), action, to: below(path, target) };
        const label = withText(isLone(action, table) ? '' : action, options.edgeLabel?.(edge)) || undefined;
        const style = action === 'error' ? 'error' : 'plain';
        return between(place(key), place(target), action, { label, style, state: options.edgeState?.(edge) });
      }),
    ),
    ...dataArrows(definition).map(({ source, target, label }) => {
      const [to, toNode] = place(target);
      if (source === undefined) {
        const toLeaf = entryOf(toNode, to);
        return { from: begin, fromLeaf: begin, to, toLeaf, label, style: 'data' as const, state: undefined };
      }
      return between(place(source.node), [to, toNode], source.action, { label, style: 'data' });
    }),
  ];
}

function isLone(action: string, table: Readonly<Record<string, EdgeDefinition>>): boolean {
  return action === 'next' && Object.keys(table).every((other) => other === 'next' || other === 'error');
}

function between(
  [from, fromNode]: readonly [string, Definition],
  [to, toNode]: readonly [string, Definition],
  action: string,
  { label, style = 'plain', state }: Partial<Pick<Arrow, 'label' | 'style' | 'state'>>,
): Arrow {
  return { from, to, fromLeaf: leaveOf(fromNode, from, action), toLeaf: entryOf(toNode, to), label, style, state };
}
