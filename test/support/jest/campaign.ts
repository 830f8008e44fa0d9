import { CAMPAIGN_FACTOR, CAMPAIGN_SEED } from '../seeds';

// Runs before the tests of a campaign.

process.env['MILLRACE_CASES'] ??= String(CAMPAIGN_FACTOR);
process.env['MILLRACE_SEED'] ??= String(CAMPAIGN_SEED);
