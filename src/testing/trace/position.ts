/** A place of a flow that a run has come to. */
export interface NodePosition {
  /** Keys from the outside in, joined by `/`. */
  readonly place: string;
  /** Key of the nearest node of a flow. */
  readonly node: string;
}

/** Whether a name means a position: its node's key, its place, or the end of its place. */
export function isAt(name: string, { place, node }: NodePosition): boolean {
  return place === name || node === name || place.endsWith(`/${name}`);
}
