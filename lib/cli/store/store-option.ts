import { Option } from 'commander';

export const storeOption = (description: string): Option =>
  new Option(
    '--store [where]',
    `${description}: a folder, or the URL of a database (default: \`MLPIPELINE_STORE\`, else a folder \`.mlpipeline\` here or above)`,
  );
