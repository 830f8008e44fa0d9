import { openLeaf } from '../../routing/open-leaf';
import type { Kind } from '../kind';

export const STEP: Kind<'step'> = { open: openLeaf };
