import { FinalError } from '../mlpipeline.js';

/** What is wrong with a document, for whoever gave it: another attempt would be of no use. */
export const documentError = (problem: string, cause?: unknown): FinalError =>
  new FinalError(problem, cause === undefined ? undefined : { cause });
