/** What a node is. The closed list of everything that a flow can be made of. */
export type NodeKind =
  | 'step'
  | 'function'
  | 'exit'
  | 'flow'
  | 'all'
  | 'any'
  | 'race'
  | 'settle'
  | 'each'
  | 'repeat'
  | 'within'
  | 'pipe'
  | 'sleep'
  | 'wait'
  | 'ref';
