/** Parses CSV into rows by column name. Supports quoted fields, but no line breaks inside them. */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [columns = [], ...rows] = text.trim().split(/\r?\n/).map(fieldsOf);
  return rows.map((fields) => Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])));
}

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?<=^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
