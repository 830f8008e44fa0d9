import { join } from 'node:path';
import ts from 'typescript';

// Finds every parameter of a public function, method or constructor that takes options, with the names of all of them, as
// the compiler sees them.

/** Classes and interfaces whose methods Millrace calls: users and adapters implement them. */
const IMPLEMENTED_BY_USERS = new Set([
  ...['MachineStep', 'RouterStep', 'PhasedStep', 'HumanStep', 'BatchStep', 'StepTypes'],
  ...['Clock', 'Guard', 'Storage', 'StepFactory', 'ClassCodec', 'BodyTransform', 'DocumentStore'],
]);

/** The methods of users that return options. */
const RETURNED: ReadonlyMap<string, string> = new Map([['HumanStep', 'request']]);

/** Objects that are passed whole and have no options: made by a function of Millrace or of another library. */
const THINGS = new Set([
  ...[
    'Flow',
    'Composite',
    'Signal',
    'Key',
    'Guard',
    'Clock',
    'Storage',
    'Resilience',
    'StandardSchema',
    'BodyTransform',
  ],
  ...['Engine', 'Run', 'Trace', 'History', 'FlowTest', 'ScriptedAnswer', 'SentSignal', 'StoredRunSource', 'StepDouble'],
  ...['StepContext', 'WorkContext', 'TimeSource', 'StepContainer', 'Container', 'ExtendableExpect', 'ClassCodec'],
  ...['FailureRecord', 'RunErrorSubject', 'FailureKind', 'RunEvent', 'RunStreamEvent', 'StepFactory'],
  ...['Date', 'RegExp', 'ReadonlyMap', 'ReadonlySet', 'Iterable', 'AsyncIterable', 'AbortSignal', 'Uint8Array'],
]);

/** Parameters that take a thing, although their type looks like options, each with its reason. */
const NO_OPTIONS: Readonly<Record<string, string>> = {
  'isFailure(kind)': 'an error class',
  'MillraceError(options)': 'an error that is being thrown must not be replaced by another',
  'recordHistory(source)': 'a run',
  'replay(history)': 'a run',
  'expectReplay(history)': 'a run',
  'TestEngine.trace(run)': 'a run',
  'FlowCoverage.watch(engine)': 'an engine',
  'Trace.places(node)': 'a node',
  'expectOutcome(expectation).result': 'the expected part of a result',
  'testFlow(options).expect.result': 'the expected part of a result',
};

/** Parameters that take options, although their type is that of a thing. */
const OPTIONS = new Set(['defineGuard(guard)']);

/** Functions for authors of storage adapters, which take records of the storage port. */
const ADAPTER_KIT = join('src', 'storage', 'adapter-kit');
const EXCEPT = new Set(['SharedResource(options)']);

/** Maximum depth of options in options. */
const MAX_DEPTH = 3;

/** The parameters that take options, such as `node(options)` or `node(options).retry`, each with the names in it. */
export type OptionParameters = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns the parameters of everything that some files export. */
export function optionParameters(program: ts.Program, files: readonly string[]): OptionParameters {
  const walk = new Walk(program.getTypeChecker());
  for (const file of files) walk.file(program, file);
  return walk.found;
}

class Walk {
  readonly found = new Map<string, Set<string>>();
  private readonly seen = new Set<ts.Type>();

  constructor(private readonly checker: ts.TypeChecker) {}

  file(program: ts.Program, file: string): void {
    const { checker } = this;
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is missing or exports nothing`);
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const isValue = symbol.flags & ts.SymbolFlags.Value && !exported.declarations?.some(isTypeOnly);
      if (isValue && !IMPLEMENTED_BY_USERS.has(symbol.name)) this.value(symbol);
      this.returned(symbol);
    }
  }

  private value(symbol: ts.Symbol): void {
    const type = this.checker.getTypeOfSymbol(symbol);
    const isAbstract = symbol.declarations?.some((one) => isPrivate(one)) ?? false;
    if (!isAbstract) this.signatures(symbol.name, [...type.getCallSignatures(), ...type.getConstructSignatures()]);
    if (symbol.flags & ts.SymbolFlags.Class)
      for (const property of this.checker.getPropertiesOfType(type)) this.member(symbol.name, property);
  }

  /** Adds the options that a method of the user returns. */
  private returned(symbol: ts.Symbol): void {
    const method = RETURNED.get(symbol.name);
    if (method === undefined) return;
    const property = this.checker.getDeclaredTypeOfSymbol(symbol).getProperty(method);
    const signatures = property ? this.checker.getTypeOfSymbol(property).getCallSignatures() : [];
    for (const signature of signatures)
      for (const part of this.partsOf(signature.getReturnType()))
        if (part.symbol.name !== 'Promise') this.options(`${symbol.name}.${method}()`, part, 1);
  }

  private signatures(name: string, signatures: readonly ts.Signature[]): void {
    for (const signature of signatures) {
      const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
      if (declaration && isPrivate(declaration)) continue;
      for (const parameter of signature.getParameters()) {
        const place = `${name}(${parameter.name.startsWith('__') ? 'options' : parameter.name})`;
        if (isKit(declaration) && !EXCEPT.has(place)) continue;
        this.options(place, this.checker.getTypeOfSymbol(parameter), 1);
      }
      this.surface(signature.getReturnType());
    }
  }

  /** Walks through the methods of what a function returns. */
  private surface(type: ts.Type): void {
    for (const part of this.partsOf(type)) {
      if (this.seen.has(part)) continue;
      this.seen.add(part);
      // Primitive types have no symbol.
      const symbol = part.symbol as ts.Symbol | undefined;
      if (symbol?.name === 'Promise')
        for (const inner of this.checker.getTypeArguments(part as ts.TypeReference)) this.surface(inner);
      if (!symbol || !isOurs(symbol) || IMPLEMENTED_BY_USERS.has(symbol.name)) continue;
      for (const property of this.checker.getPropertiesOfType(part)) this.member(symbol.name, property);
    }
  }

  private member(owner: string, property: ts.Symbol): void {
    if (!isOurs(property) || property.declarations?.some(isPrivate)) return;
    const type = this.checker.getTypeOfSymbol(property);
    const signatures = this.partsOf(type).flatMap((part) => part.getCallSignatures());
    if (signatures.length > 0) this.signatures(`${owner}.${property.name}`, signatures);
    else this.surface(type);
  }

  private options(place: string, type: ts.Type, depth: number): void {
    for (const part of this.partsOf(type)) {
      if (Object.hasOwn(NO_OPTIONS, place) || !this.holdsOptions(place, part)) continue;
      const properties = this.checker.getPropertiesOfType(part);
      const names = this.found.get(place) ?? new Set();
      for (const { name } of properties) names.add(name);
      this.found.set(place, names);
      if (depth === MAX_DEPTH) continue;
      for (const property of properties)
        this.options(`${place}.${property.name}`, this.checker.getTypeOfSymbol(property), depth + 1);
    }
  }

  private holdsOptions(place: string, type: ts.Type): boolean {
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return false;
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) return false;
    if (this.checker.isArrayLikeType(type)) return false;
    const properties = this.checker.getPropertiesOfType(type);
    if (properties.length === 0 || !properties.every((one) => isOurs(one) || one.declarations === undefined))
      return false;
    const names = [type.aliasSymbol?.name, (type.symbol as ts.Symbol | undefined)?.name];
    return OPTIONS.has(place) || !names.some((name) => name !== undefined && THINGS.has(name));
  }

  private partsOf(type: ts.Type): readonly ts.Type[] {
    if (type.isUnion()) return type.types.flatMap((part) => this.partsOf(part));
    if (!(type.flags & ts.TypeFlags.TypeParameter)) return [type];
    const constraint = this.checker.getBaseConstraintOfType(type);
    return constraint && constraint !== type ? this.partsOf(constraint) : [];
  }
}

function isOurs(symbol: ts.Symbol | undefined): boolean {
  return symbol?.declarations?.some((one) => isIn(one, 'src')) ?? false;
}

function isTypeOnly(declaration: ts.Declaration): boolean {
  return ts.isExportSpecifier(declaration) && (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly);
}

function isKit(declaration: ts.Declaration | undefined): boolean {
  return declaration !== undefined && isIn(declaration, ADAPTER_KIT);
}

function isIn(declaration: ts.Declaration, folder: string): boolean {
  return declaration.getSourceFile().fileName.startsWith(join(__dirname, '..', '..', folder));
}

function isPrivate(declaration: ts.Declaration): boolean {
  const flags = ts.getCombinedModifierFlags(declaration);
  return (flags & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}
