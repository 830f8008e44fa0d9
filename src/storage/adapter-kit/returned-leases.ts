/** The number of leases that a storage remembers because their engines came back. */
export const KEPT_RETURNED_LEASES = 1000;
