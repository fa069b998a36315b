import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

const handles = '/proc/self/fd';

/** Whether this system tells what a process has open. */
export const tellsHandles = existsSync(handles);

/** How often this process has a file open. */
export const handlesOn = (path: string): number =>
  readdirSync(handles).filter((handle) => {
    try {
      return readlinkSync(join(handles, handle)) === path;
    } catch {
      return false;
    }
  }).length;
