'use strict';

// The same without a container.
require('./cold-start-run.cjs').firstRun({});
