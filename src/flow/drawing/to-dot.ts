import type { AnyFlow } from '../builder/draft';
import { COLOURS, type DrawingOptions, drawingOptions, EDGE_COLOURS, ERROR_COLOUR } from './drawing-options';
import type { Arrow, Leaf, PictureFrame, Shape } from './picture';
import { pictureOf } from './picture-of';

type Attributes = Readonly<Record<string, string | undefined>>;

const SHAPES: Readonly<Record<Shape, Attributes>> = {
  work: { shape: 'box' },
  decision: { shape: 'diamond' },
  human: { shape: 'hexagon' },
  wait: { shape: 'box', style: 'rounded' },
  exit: { shape: 'oval', peripheries: '2' },
  call: { shape: 'box', peripheries: '2' },
  input: { shape: 'cds' },
};

const STYLES: Readonly<Record<Arrow['style'], Attributes>> = {
  plain: {},
  error: { style: 'dashed', color: ERROR_COLOUR, fontcolor: ERROR_COLOUR },
  data: { style: 'dotted', constraint: 'false' },
};

/**
 * Draws a flow for Graphviz, with the same information as {@link toMermaid}.
 *
 * @throws {DefinitionError} for anything but a flow
 */
export function toDot(flow: AnyFlow, options: DrawingOptions = {}): string {
  const { name, title, root } = pictureOf(flow, drawingOptions(options, 'toDot()'), 'toDot()');
  return [
    `digraph ${quote(name)} {`,
    `  graph${attributes({ compound: 'true', label: title, labelloc: title === undefined ? undefined : 't' })}`,
    ...partsOf(root, '  '),
    ...arrowsOf(root).map((arrow) => `  ${arrowText(arrow)}`),
    '}',
    '',
  ].join('\n');
}

function partsOf(frame: PictureFrame, indent: string): readonly string[] {
  return frame.parts.flatMap((part) => {
    if (part.kind === 'leaf') return [`${indent}${leafText(part)}`];
    const { path, label, state } = part;
    const look = attributes({ label, ...(state && { style: 'filled', fillcolor: COLOURS[state] }) });
    const head = [`${indent}subgraph ${quote(cluster(path))} {`, `${indent}  graph${look}`];
    return [...head, ...partsOf(part, `${indent}  `), `${indent}}`];
  });
}

function leafText({ path, label, shape, state }: Leaf): string {
  const look = SHAPES[shape];
  const filled = state && { style: [look['style'], 'filled'].filter(Boolean).join(), fillcolor: COLOURS[state] };
  return `${quote(path)}${attributes({ label, ...look, ...filled })}`;
}

function arrowsOf(frame: PictureFrame): readonly Arrow[] {
  return [...frame.edges, ...frame.parts.flatMap((part) => (part.kind === 'frame' ? arrowsOf(part) : []))];
}

/** Returns an arrow. Graphviz draws it between leaves and clips it at the named frames. */
function arrowText({ from, to, fromLeaf, toLeaf, label, style, state }: Arrow): string {
  const loop = from === to;
  const look = attributes({
    label,
    ...STYLES[style],
    ...(state && { color: EDGE_COLOURS[state], fontcolor: EDGE_COLOURS[state] }),
    ltail: loop || from === fromLeaf ? undefined : cluster(from),
    lhead: loop || to === toLeaf ? undefined : cluster(to),
  });
  return `${quote(fromLeaf)} -> ${quote(toLeaf)}${look}`;
}

function cluster(path: string): string {
  return `cluster ${path}`;
}

function attributes(all: Attributes): string {
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${quote(value)}`],
  );
  return given.length > 0 ? ` [${given.join(', ')}];` : ';';
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll(/\r?\n/g, '\\n')}"`;
}
