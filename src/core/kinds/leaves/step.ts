import { openLeaf } from '../../routing/open-leaf';
import type { KindRules } from '../kind';

export const STEP: KindRules<'step'> = { open: openLeaf };
