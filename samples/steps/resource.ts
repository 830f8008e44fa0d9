import { type Container, inject } from 'inversify';
import { flowOf, MachineStep, Step } from 'millrace';

// A resource that is opened once and closed at the end belongs to the container, not to a step.

/** A connection to a database that prepares each statement once. */
export class Connection {
  readonly prepared = new Set<string>();
  open = true;

  async query(sql: string): Promise<string> {
    if (!this.open) throw new Error('the connection is closed');
    this.prepared.add(sql);
    return `rows of ${sql}`;
  }

  async close(): Promise<void> {
    this.open = false;
    this.prepared.clear();
  }
}

// #region step
@Step()
class Query extends MachineStep<string, string> {
  constructor(@inject(Connection) private readonly connection: Connection) {
    super();
  }

  execute(sql: string) {
    return this.connection.query(sql);
  }
}

export function bindConnection(container: Container, open: () => Connection): void {
  container
    .bind(Connection)
    .toDynamicValue(open)
    .inSingletonScope()
    .onDeactivation((connection) => connection.close());
}
// #endregion step

export const query = flowOf('query', Query);
