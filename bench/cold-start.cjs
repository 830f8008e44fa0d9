'use strict';

// A process that row P8 times: everything a small service loads, up to the end of its first run.
require('reflect-metadata');
const { Container } = require('inversify');
const { firstRun } = require('./cold-start-run.cjs');

firstRun({ container: new Container() });
