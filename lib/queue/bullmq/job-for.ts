import type { Component } from '../../graph/graph.js';
import { type JobData, readJob } from './wire.js';

/** A job as it was written, if it is one, of no other ports than the component has. */
export const jobFor = (component: Component, written: unknown): JobData | undefined => {
  const job = readJob(written);
  if (job === undefined) return undefined;
  const inputs = component.inputs.map(({ port }) => port);
  const outputs = component.outputs.map(({ port }) => port);
  const isFit =
    Object.keys(job.inputs).every((port) => inputs.includes(port)) &&
    job.outputs.every((port) => outputs.includes(port));
  return isFit ? job : undefined;
};
