import { readFileSync } from 'node:fs';

import { decodeText, type Format } from '../../declaration/yaml/parse.js';
import { quoted } from '../../diagnostics/wording.js';
import { UsageError } from '../exit/usage-error.js';
import { whyNotRead } from './file-error.js';

/** What a file is read as, for messages. Nearly all JSON is YAML. */
export const formatNames: Readonly<Record<Format, string>> = { yaml: 'YAML or JSON', json: 'JSON' };

/** The text of a file that the command line names. Throws a `UsageError` where it cannot be read. */
export const readText = (path: string): string => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new UsageError(`${quoted(path)} cannot be read: ${whyNotRead(error)}`);
  }
  const { text, diagnostics } = decodeText(bytes);
  if (diagnostics[0] !== undefined)
    throw new UsageError(`${quoted(path)}: ${diagnostics[0].message}`);
  return text;
};
