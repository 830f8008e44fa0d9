/** The seed with which tests draw at random. Fixed, so that a test gives the same answer each time. */
export const DEFAULT_SEED = 20_260_101;

/** The seed of campaigns, which look where the other tests do not. */
export const CAMPAIGN_SEED = 20_260_102;

/** By how much more cases campaigns try. */
export const CAMPAIGN_FACTOR = 8;

/** The largest seed, plus one. */
export const SEEDS = 2 ** 31;
