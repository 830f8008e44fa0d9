import ts from 'typescript';

/**
 * Returns the members of closed unions that some switch of a file does not list, as the lint rule
 * `switch-exhaustiveness-check` does: the compiler itself misses a member only where the switch has to return something.
 */
export function uncoveredIn(program: ts.Program, file: string): ReadonlySet<string> {
  const checker = program.getTypeChecker();
  const uncovered = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isSwitchStatement(node)) for (const name of missingIn(checker, node)) uncovered.add(name);
    ts.forEachChild(node, visit);
  };
  const source = program.getSourceFile(file);
  if (source) visit(source);
  return uncovered;
}

/** A switch with a default misses nothing: there new members get lost. */
function missingIn(checker: ts.TypeChecker, { expression, caseBlock }: ts.SwitchStatement): readonly string[] {
  if (caseBlock.clauses.some(ts.isDefaultClause)) return [];
  const listed = new Set(
    caseBlock.clauses.filter(ts.isCaseClause).flatMap((clause) => literalsOf(checker, clause.expression)),
  );
  return literalsOf(checker, expression).filter((name) => !listed.has(name));
}

function literalsOf(checker: ts.TypeChecker, node: ts.Node): readonly string[] {
  const type = checker.getTypeAtLocation(node);
  return (type.isUnion() ? type.types : [type]).flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
}
