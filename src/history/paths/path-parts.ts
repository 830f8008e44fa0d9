/** The segment of a node in a path: its key, the items of each `each` around it, and its visit. */
export interface Segment {
  readonly key: string;
  /** `[0]`, `[0][3]` …; empty outside of items. */
  readonly items: string;
  readonly visit: number;
}

const SEGMENT = /^([^#[]*)((?:\[\d+\])*)#(\d+)$/;

/** Returns the parts of a segment; `undefined` for a string that is not a segment. */
export function segmentOf(text: string): Segment | undefined {
  const [, key, items, visit] = SEGMENT.exec(text) ?? [];
  return key === undefined || items === undefined ? undefined : { key, items, visit: Number(visit) };
}

/** Returns the path of the activation around a path; empty for the run itself. */
export function outerPath(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Returns the last segment of a path. */
export function lastSegment(path: string): Segment | undefined {
  return segmentOf(path.slice(path.lastIndexOf('/') + 1));
}

/** Returns the path of a segment in an activation. */
export function innerPath(outer: string, { key, items, visit }: Segment): string {
  const segment = `${key}${items}#${visit}`;
  return outer === '' ? segment : `${outer}/${segment}`;
}
