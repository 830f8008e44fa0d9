import { openLeaf } from '../../routing/open-leaf';
import type { KindRules } from '../kind';

export const FUNCTION: KindRules<'function'> = { open: openLeaf };
