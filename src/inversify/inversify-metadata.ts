import 'reflect-metadata';

/**
 * Keys under which inversify 7 keeps what its decorators say. They are internal to it, so nothing else in this project
 * names them, and a test fails when a version of inversify changes them.
 */
const CLASS_METADATA = '@inversifyjs/core/classMetadataReflectKey';
const IS_INJECTABLE = '@inversifyjs/core/classIsInjectableFlagReflectKey';

type Constructor = abstract new (...dependencies: never[]) => object;

/** Whether `@injectable` has been applied to the class itself. */
export function isInjectable(type: Constructor): boolean {
  return Reflect.getOwnMetadata(IS_INJECTABLE, type) === true;
}

/** How many constructor parameters have neither an explicit `@inject` nor a type that the compiler emitted. */
export function untypedParameters(type: Constructor): number {
  if (Reflect.hasOwnMetadata('design:paramtypes', type)) return 0;
  const explicit = explicitArguments(type);
  return Array.from({ length: type.length }, (_, index) => explicit[index]).filter((argument) => argument === undefined)
    .length;
}

/**
 * The class whose constructor a class inherits, if that one has parameters and the container was not told of them: it does
 * not look at base classes by itself and would pass nothing.
 */
export function unknownBaseConstructor(type: Constructor): string | undefined {
  if (ownsConstructor(type) || explicitArguments(type).length > 0) return undefined;
  let base: unknown = Object.getPrototypeOf(type);
  while (typeof base === 'function' && !ownsConstructor(base)) base = Object.getPrototypeOf(base);
  return typeof base === 'function' && base.length > 0 ? base.name : undefined;
}

/** Only the source tells a constructor without parameters from none. */
function ownsConstructor(type: { readonly length: number; toString(): string }): boolean {
  return type.length > 0 || type === Function.prototype || /\bconstructor\s*\(/.test(type.toString());
}

function explicitArguments(type: Constructor): readonly unknown[] {
  const metadata: unknown = Reflect.getOwnMetadata(CLASS_METADATA, type);
  if (typeof metadata !== 'object' || metadata === null || !('constructorArguments' in metadata)) return [];
  return Array.isArray(metadata.constructorArguments) ? metadata.constructorArguments : [];
}
