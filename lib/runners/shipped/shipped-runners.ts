import { command } from '../command/command.js';
import { delay } from './delay.js';
import { fail } from './fail.js';
import { http } from '../http/http.js';
import { merge } from './merge.js';
import { passThrough } from './pass-through.js';
import { Registry } from '../registry.js';
import type { Runner } from '../runner.js';
import { extractionModel, imagePreprocessor, ocrModel } from './simulated-models.js';

/** Stands for the module of the runners that ship. */
export const shippedModule = 'mlpipeline';

const ofThisPackage = (runner: Runner): Runner => ({ ...runner, module: shippedModule });

/** The runners that every pipeline may name. */
export const shippedRunners = new Registry([
  ...[imagePreprocessor, ocrModel, extractionModel, passThrough, merge, delay, fail].map(
    ofThisPackage,
  ),
  // Their work is done elsewhere: a thread would gain nothing, and take its programs with it unasked.
  command,
  http,
]);
