/*
 * In a project of your own: from 'mlpipeline'. Here only what is needed, as loading all of the
 * package as TypeScript would take some seconds.
 */
export { defineRunner } from '../../lib/runners/runner.js';
export { bytes } from '../../lib/runners/values/media.js';
