/** The rows of a CSV text by column name. Knows quoted fields, but no line breaks inside them. */
export function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [columns = [], ...rows] = text.trim().split(/\r?\n/).map(fieldsOf);
  return rows.map((fields) => Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ''])));
}

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?<=^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
