import { openLeaf } from '../../routing/open-leaf';
import type { Kind } from '../kind';

export const FUNCTION: Kind<'function'> = { open: openLeaf };
