import { fileURLToPath, pathToFileURL } from 'node:url';

import { visible } from '../../diagnostics/visible.js';
import { stackOf } from '../../diagnostics/thrown.js';
import { isSlip } from '../exit/error-place.js';

const ours = fileURLToPath(new URL('../..', import.meta.url));
const oursAsUrl = pathToFileURL(ours).href;
// What runs a runner, and is in each stack for that.
const around = /\bnode:|[\\/]node_modules[\\/](rxjs|bullmq|ioredis|piscina)[\\/]/;

/**
 * The frames of an error, down to the last that is not of what runs a runner: none of a timeout or of a
 * program's status, which nothing in a stack explains. The message, which stands before them, is told already.
 */
export const framesOf = (error: unknown): string[] => {
  const frames = (stackOf(error) ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `    ${visible(line.trim())}`);
  const last = frames.findLastIndex((frame) => !isAround(frame));
  // A mistake of our own is wanted whole.
  return last < 0 && isSlip(error) ? frames : frames.slice(0, last + 1);
};

const isAround = (frame: string): boolean =>
  frame.includes(ours) ||
  frame.includes(oursAsUrl) ||
  around.test(frame) ||
  /<anonymous>\)?$/.test(frame);
