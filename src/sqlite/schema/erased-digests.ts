/** Digests that nothing is compared with: version 0.1.0 stored one with every run. */
export const ERASED_DIGESTS = `
update origin set digest = '' where idempotency is null;
`;
