import type { Driver, Statement } from './driver';

/** The part of `node:sqlite` in use; the oldest supported Node does not have the module. */
interface NodeSqlite {
  readonly DatabaseSync: new (
    file: string,
  ) => {
    exec(sql: string): void;
    prepare(sql: string): unknown;
    close(): void;
  };
}

/** Returns the module, or `undefined` if this runtime does not have it. */
export function findNodeSqlite(): NodeSqlite | undefined {
  const found: unknown = process.getBuiltinModule('node:sqlite');
  return isNodeSqlite(found) ? found : undefined;
}

function isNodeSqlite(module: unknown): module is NodeSqlite {
  return typeof module === 'object' && module !== null && 'DatabaseSync' in module;
}

export function openNodeSqlite({ DatabaseSync }: NodeSqlite, file: string): Driver {
  const database = new DatabaseSync(file);
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: <Row>(sql: string) => statementOf<Row>(database.prepare(sql)),
    close: () => {
      database.close();
    },
  };
}

/** The one cast: only the statement determines the type of a row. */
function statementOf<Row>(statement: unknown): Statement<Row> {
  return statement as Statement<Row>;
}
