import { jsonSchema } from '../declaration/json-schema.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { jsonText } from './json-text.js';

/** `mlpipeline schema`: prints the JSON Schema of the format. */
export const schema = (): ExitStatus => {
  process.stdout.write(jsonText(jsonSchema()));
  return exitStatus.done;
};
