import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes a pipeline whose one task gives on what it takes, `x` as `a.y`, and its runner; gives its path. */
export const writeGives = (folder: string): string => {
  const file = join(folder, 'pipeline.yaml');
  writeFileSync(join(folder, 'r.mjs'), 'export const Gives = ({ x }) => ({ y: x });\n');
  writeFileSync(
    file,
    `pipeline:
  name: Gives
  runners: [./r.mjs]
  inputs: [x]
  outputs: [a.y]
  components:
    a: {runner: Gives, inputs: [x], outputs: [y]}
`,
  );
  return file;
};
