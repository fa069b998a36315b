import { around, onOriginal, onPrepared } from '../preparation/place.js';
import type { Line, Reading, Word } from './line.js';

// What one engine alone has read, and is not sure of, is most often a speck.
const sureAlone = 0.7;
// Where the second has the same letters and more, it must be this sure of them.
const sureOfMore = 0.75;
// How many letters of a line may have been lost, for one that was read.
const mostLost = 0.4;
// A word of the second reading stands for another of the first only where it is clearly surer.
const surer = 0.1;

/**
 * The lines of the first reading: with the words of the second where these say the same with letters
 * or spaces that the first has lost, or are clearly surer; then the lines that only the second has.
 */
export const reconciled = (first: Reading, second: Reading): Reading => {
  const others = second.lines.map(({ words }) => ({
    words: words.map((word) => ({
      ...word,
      box: onPrepared(onOriginal(word.box, second.place), first.place),
    })),
  }));
  const words = others.flatMap(({ words }) => words);
  const taken = new Set<Word>();
  const lines = first.lines.map((line): Line => {
    const whole = { text: '', confidence: 1, box: around(line.words.map(({ box }) => box)) };
    const same = words.filter((other) => !taken.has(other) && isWithin(other, whole));
    for (const other of same) taken.add(other);
    if (isFuller(same, line.words)) return { words: same };
    return {
      words: line.words.flatMap((word) =>
        better(
          word,
          same.filter((other) => isWithin(other, word)),
        ),
      ),
    };
  });
  const onlySecond = others.filter(
    (line) => line.words.every((word) => !taken.has(word) && isSure(word)) && isApart(line, lines),
  );
  return { lines: [...lines, ...onlySecond], place: first.place };
};

/** Whether some words say all that others do, with letters or spaces in between. */
const isFuller = (words: readonly Word[], others: readonly Word[]): boolean => {
  const [full, lost] = [lettersOf(words), lettersOf(others)];
  if (words.length === 0 || sureness(words) < sureOfMore) return false;
  // Letters that stand alone are of a word set wide.
  if (full === lost) return words.length > others.length && alone(words) <= alone(others);
  return full.length <= lost.length * (1 + mostLost) && isSpread(lost, full);
};

const alone = (words: readonly Word[]): number =>
  words.filter((word) => lettersOf([word]).length === 1).length;

/** Whether the letters of one text stand in another in the same order. */
const isSpread = (text: string, among: string): boolean => {
  let at = 0;
  for (const letter of text) {
    at = among.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
};

const better = (word: Word, same: readonly Word[]): readonly Word[] => {
  if (same.length === 0 || isFuller([word], same)) return [word];
  return sureness(same) > word.confidence + surer ? same : [word];
};

const sureness = (words: readonly Word[]): number =>
  words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length;

const lettersOf = (words: readonly Word[]): string =>
  words.map(({ text }) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')).join('');

const isSure = (word: Word): boolean => word.confidence >= sureAlone && lettersOf([word]) !== '';

/** Whether the middle of a word lies within another. */
const isWithin = (word: Word, other: Word): boolean => {
  const x = word.box.left + word.box.width / 2;
  const y = word.box.top + word.box.height / 2;
  const { left, top, width, height } = other.box;
  return x >= left && x <= left + width && y >= top && y <= top + height;
};

const isApart = ({ words }: Line, lines: readonly Line[]): boolean => {
  if (words.length === 0) return false;
  const whole = { text: '', confidence: 1, box: around(words.map(({ box }) => box)) };
  return !lines.some((line) => line.words.some((word) => isWithin(word, whole)));
};
