/**
 * The nodes with edges that cannot be read, each with the actions of these edges; without any if the node is not wired
 * at all. Such an edge may lead to any node.
 */
export type Unreadable = ReadonlyMap<string, readonly string[]>;
