/** Counts by id. */
export class Counts {
  private readonly times = new Map<string, number>();

  constructor(entries: Iterable<readonly [id: string, times: number]> = []) {
    this.addAll(entries);
  }

  of(id: string): number {
    return this.times.get(id) ?? 0;
  }

  add(id: string, times = 1): void {
    this.times.set(id, this.of(id) + times);
  }

  addAll(entries: Iterable<readonly [id: string, times: number]>): void {
    for (const [id, times] of entries) this.add(id, times);
  }

  entries(): readonly (readonly [id: string, times: number])[] {
    return [...this.times];
  }
}

/** The counts of one flow. */
export class FlowCounts {
  runs = 0;
  /** Counts by place. Visits of an exit are only counted here if its edge was taken in another version. */
  readonly nodes = new Counts();
  readonly edges = new Counts();
  readonly hooks = new Counts();
  /** Counts of parts that the flow does not have, by {@link unknownId}. */
  readonly unknown = new Counts();

  add(other: FlowCounts): void {
    this.runs += other.runs;
    this.nodes.addAll(other.nodes.entries());
    this.edges.addAll(other.edges.entries());
    this.hooks.addAll(other.hooks.entries());
    this.unknown.addAll(other.unknown.entries());
  }
}

/** Returns the id of an occurrence at a place that the flow does not have in that version. */
export function unknownId(version: string, place: string, action?: string): string {
  return [version, place, ...(action === undefined ? [] : [action])].join(' ');
}
