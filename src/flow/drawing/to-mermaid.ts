import type { AnyFlow } from '../builder/draft';
import {
  COLOURS,
  type DrawingOptions,
  drawingOptions,
  EDGE_COLOURS,
  ERROR_COLOUR,
  type NodeState,
} from './drawing-options';
import type { Arrow, Leaf, PictureFrame, Shape } from './picture';
import { pictureOf } from './picture-of';

/** The brackets around a label, by shape. */
const BRACKETS: Readonly<Record<Shape, readonly [string, string]>> = {
  work: ['[', ']'],
  decision: ['{', '}'],
  human: ['{{', '}}'],
  wait: ['([', '])'],
  exit: ['((', '))'],
  call: ['[[', ']]'],
  input: ['>', ']'],
};

const IS_DASHED: Readonly<Record<NodeState, boolean>> = {
  completed: false,
  running: false,
  waiting: true,
  failed: false,
  skipped: true,
  covered: false,
  missed: true,
};

/**
 * Draws a flow for Mermaid. Sub-flows and combinators are frames around their children. `error` edges are dotted and
 * red, values taken with `from` dotted. The content of a flow called by name is not drawn.
 *
 * @throws {DefinitionError} for anything but a flow
 */
export function toMermaid(flow: AnyFlow, options: DrawingOptions = {}): string {
  const { title, root } = pictureOf(flow, drawingOptions(options, 'toMermaid()'), 'toMermaid()');
  const frames = framesOf(root);
  const arrows = frames.flatMap(({ edges }) => edges);
  return [
    ...(title === undefined ? [] : ['---', `title: ${JSON.stringify(title)}`, '---']),
    'flowchart TD',
    ...partsOf(root, '  '),
    ...arrows.map((arrow) => `  ${arrowText(arrow)}`),
    ...linkLines(arrows),
    ...classLines([...frames, ...frames.flatMap(({ parts }) => parts.filter((part) => part.kind === 'leaf'))]),
    '',
  ].join('\n');
}

function framesOf(root: PictureFrame): readonly PictureFrame[] {
  return [root, ...root.parts.flatMap((part) => (part.kind === 'frame' ? framesOf(part) : []))];
}

function partsOf(frame: PictureFrame, indent: string): readonly string[] {
  return frame.parts.flatMap((part) => {
    if (part.kind === 'leaf') return [`${indent}${leafText(part)}`];
    const head = `${indent}subgraph ${id(part.path)}["${escaped(part.label)}"]`;
    return [head, ...partsOf(part, `${indent}  `), `${indent}end`];
  });
}

function leafText({ path, label, shape }: Leaf): string {
  const [open, close] = BRACKETS[shape];
  return `${id(path)}${open}"${escaped(label)}"${close}`;
}

function arrowText(arrow: Arrow): string {
  const stroke = arrow.style === 'plain' ? '-->' : '-.->';
  const label = arrow.label === undefined ? '' : `|"${escaped(arrow.label)}"|`;
  // Mermaid cannot draw an arrow from a frame to itself, so the loop is drawn inside.
  const [from, to] = arrow.from === arrow.to ? [arrow.fromLeaf, arrow.toLeaf] : [arrow.from, arrow.to];
  return `${id(from)} ${stroke}${label} ${id(to)}`;
}

function linkLines(arrows: readonly Arrow[]): readonly string[] {
  const byColour = new Map<string, number[]>();
  for (const [index, { style, state }] of arrows.entries()) {
    const colour = state ? EDGE_COLOURS[state] : style === 'error' ? ERROR_COLOUR : undefined;
    if (colour !== undefined) byColour.set(colour, [...(byColour.get(colour) ?? []), index]);
  }
  return [...byColour].map(([colour, links]) => `  linkStyle ${links.join()} stroke:${colour},color:${colour}`);
}

function classLines(parts: readonly (Leaf | PictureFrame)[]): readonly string[] {
  const byState = new Map<NodeState, string[]>();
  for (const { path, state } of parts) if (state) byState.set(state, [...(byState.get(state) ?? []), id(path)]);
  return [...byState].flatMap(([state, ids]) => {
    const dashed = IS_DASHED[state] ? ',stroke-dasharray:4' : '';
    return [`  classDef ${state} fill:${COLOURS[state]},color:#000000${dashed}`, `  class ${ids.join()} ${state}`];
  });
}

/** Returns an id that is no keyword of Mermaid and unique for the path. */
function id(path: string): string {
  return `n_${path.replaceAll(/[^A-Za-z0-9]/g, (character) => (character === '/' ? '__' : `_${character.charCodeAt(0).toString(16)}`))}`;
}

/** Escapes a label with Mermaid's own entities, which need no `&`. */
function escaped(label: string): string {
  return label.replaceAll(/[#"<>&|`\\]/g, (character) => `#${character.charCodeAt(0)};`).replaceAll(/\r?\n/g, '<br/>');
}
