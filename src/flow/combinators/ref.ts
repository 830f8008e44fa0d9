import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';

/**
 * Another flow by its name, for recursion and for cycles between flows. Resolved when the flow is registered with an
 * engine; never inlined, at most 100 deep.
 *
 * @example const walk = ref<Folder, { next: number }>('count-files');
 */
export function ref<In, Routes extends object = { readonly next: undefined }>(flow: string): Composite<In, Routes> {
  return composite({ kind: 'ref', flow: checkName(flow, 'ref') });
}
