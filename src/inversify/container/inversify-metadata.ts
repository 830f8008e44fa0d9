import type {} from 'reflect-metadata';

/**
 * The keys under which inversify 7 stores the metadata of its decorators. They are internal to inversify; a test fails
 * if a new version changes them.
 */
const CLASS_METADATA = '@inversifyjs/core/classMetadataReflectKey';
const IS_INJECTABLE = '@inversifyjs/core/classIsInjectableFlagReflectKey';

type Constructor = abstract new (...dependencies: never[]) => object;

/** Whether `@injectable` has been applied to the class itself. */
export function isInjectable(type: Constructor): boolean {
  return Reflect.getOwnMetadata(IS_INJECTABLE, type) === true;
}

/** Returns the number of constructor parameters with neither an explicit `@inject` nor an emitted type. */
export function untypedParameters(type: Constructor): number {
  if (Reflect.hasOwnMetadata('design:paramtypes', type)) return 0;
  const explicit = explicitArguments(type);
  return Array.from({ length: type.length }, (_, index) => explicit[index]).filter((argument) => argument === undefined)
    .length;
}

/**
 * Returns the name of the class whose constructor a class inherits, if it has parameters that the container does not
 * know: inversify does not examine base classes and would pass no arguments.
 */
export function unknownBaseConstructor(type: Constructor): string | undefined {
  if (ownsConstructor(type) || explicitArguments(type).length > 0) return undefined;
  let base: unknown = Object.getPrototypeOf(type);
  while (typeof base === 'function' && !ownsConstructor(base)) base = Object.getPrototypeOf(base);
  return typeof base === 'function' && base.length > 0 ? base.name : undefined;
}

/** Whether a class has its own constructor. One without parameters is only visible in the source. */
function ownsConstructor(type: { readonly length: number; toString(): string }): boolean {
  return type.length > 0 || type === Function.prototype || /\bconstructor\s*\(/.test(type.toString());
}

function explicitArguments(type: Constructor): readonly unknown[] {
  const metadata: unknown = Reflect.getOwnMetadata(CLASS_METADATA, type);
  if (typeof metadata !== 'object' || metadata === null || !('constructorArguments' in metadata)) return [];
  return Array.isArray(metadata.constructorArguments) ? metadata.constructorArguments : [];
}
