import { visible } from '../../diagnostics/visible.js';
import { messageOf } from '../../diagnostics/thrown.js';

const reasons: Readonly<Record<string, string>> = {
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
};

const said = (error: unknown, absent: string): string => {
  const { code } = error as NodeJS.ErrnoException;
  return (code === 'ENOENT' ? absent : reasons[code ?? '']) ?? visible(messageOf(error));
};

/** Why a file could not be written, in words. */
export const whyNotWritten = (error: unknown): string => said(error, 'there is no such folder');

/** Why a file could not be read, in words. */
export const whyNotRead = (error: unknown): string => said(error, 'there is no such file');
