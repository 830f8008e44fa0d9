import { checkName } from '../definition/name';
import { type Composite, composite } from '../source/composite';

/**
 * Makes a node that calls another flow by its name, for recursion and cycles between flows. The name is resolved when
 * the flow is registered with an engine. Calls are nested at most 100 deep.
 *
 * @example const walk = ref<Folder, { next: number }>('count-files');
 */
export function ref<In, Routes extends object = { readonly next: undefined }>(flow: string): Composite<In, Routes> {
  return composite({ kind: 'ref', flow: checkName(flow, 'ref()') });
}
