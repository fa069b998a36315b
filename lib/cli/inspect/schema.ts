import { jsonSchema } from '../../declaration/json-schema.js';
import { exitStatus, type ExitStatus } from '../exit/exit-status.js';
import { jsonText } from '../text/json-text.js';
import { stdout } from '../terminal/stdout.js';

/** `mlpipeline schema`: prints the JSON Schema of the format. */
export const schema = (): ExitStatus => {
  stdout.write(jsonText(jsonSchema()));
  return exitStatus.done;
};
