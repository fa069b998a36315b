#!/usr/bin/env node
import { run } from './program.js';

// A reader that has seen enough, such as `| head`, closes the pipe: no mistake of the user's.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

process.exitCode = await run(process.argv.slice(2));
