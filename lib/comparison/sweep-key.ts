import type { Values } from '../engine/events/event.js';
import { settingText } from './row-text.js';

/**
 * What is in the key of a run of a sweep, which `batchKey` writes: the setting, which is JSON and begins
 * with a brace, and by what its item is known. Any other run of a batch is known by its item alone.
 */
export const isSweepKey = (key: string): boolean => key.startsWith('{');

/** The setting that a run of a sweep is of, with the text that is the same for all its items. */
export const settingOf = (
  key: string,
): { readonly text: string; readonly values: Values } | undefined => {
  if (!isSweepKey(key)) return undefined;
  const text = key.slice(0, key.lastIndexOf(' '));
  try {
    return { text, values: JSON.parse(text) as Values };
  } catch {
    return undefined;
  }
};

/** What a run of a sweep sets; nothing of one that is of no sweep. */
export const sweepKeyText = (key: string): string => settingText(settingOf(key)?.values ?? {});
