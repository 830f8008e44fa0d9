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
  const metadata: unknown = Reflect.getOwnMetadata(CLASS_METADATA, type);
  const explicit = explicitArguments(metadata);
  return Array.from({ length: type.length }, (_, index) => explicit[index]).filter((argument) => argument === undefined)
    .length;
}

function explicitArguments(metadata: unknown): readonly unknown[] {
  if (typeof metadata !== 'object' || metadata === null || !('constructorArguments' in metadata)) return [];
  return Array.isArray(metadata.constructorArguments) ? metadata.constructorArguments : [];
}
