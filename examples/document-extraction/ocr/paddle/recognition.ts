import { fromSharp, type GreyImage, toSharp } from '../../preparation/grey-image.js';
import type { Line, Word } from '../line.js';
import { type Slanted, straightened } from './slanted.js';
import { type Channel, type Tensor, tensorOf } from './tensor.js';

// The height of the lines that the model was trained with.
const height = 48;
const channel: Channel = { mean: 0.5, spread: 0.5 };
// What it is less sure of is most often no print at all.
const sureLine = 0.5;

/** What a line of print on a page says; `undefined` where that is not clear. */
export const recognizeLine = async (
  page: GreyImage,
  slanted: Slanted,
  alphabet: readonly string[],
  run: (input: Tensor) => Promise<Tensor>,
): Promise<Line | undefined> => {
  const { box } = slanted;
  const width = Math.max(16, Math.round((box.width * height) / box.height));
  const line = await fromSharp(
    toSharp(straightened(page, slanted)).resize(width, height, { fit: 'fill', kernel: 'cubic' }),
  );
  const letters = lettersOf(await run(tensorOf(line, [channel, channel, channel])), alphabet);
  const sure = letters.reduce((sum, { confidence }) => sum + confidence, 0) / letters.length;
  return letters.length > 0 && sure >= sureLine ? { words: wordsOf(letters, slanted) } : undefined;
};

interface Letter {
  readonly text: string;
  /** Where its middle is along the line, from 0 to 1. */
  readonly at: number;
  readonly confidence: number;
}

/** The letters along a line: each step that is not blank and says another than the one before. */
const lettersOf = ({ data, dims }: Tensor, alphabet: readonly string[]): Letter[] => {
  const [, steps = 0, size = 0] = dims;
  const letters: Letter[] = [];
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    let best = 0;
    for (let sign = 1; sign < size; sign += 1)
      if ((data[step * size + sign] ?? 0) > (data[step * size + best] ?? 0)) best = sign;
    if (best !== 0 && best !== before)
      letters.push({
        text: plain(alphabet[best] ?? ''),
        at: (step + 0.5) / steps,
        confidence: data[step * size + best] ?? 0,
      });
    before = best;
  }
  return letters;
};

// The model knows Chinese print too, whose signs and Latin letters are as wide as they are high.
const plain = (letter: string): string => letter.normalize('NFKC');

const wordsOf = (letters: readonly Letter[], { box, slope }: Slanted): Word[] => {
  const words: Letter[][] = [[]];
  letters.forEach((letter) => {
    if (letter.text.trim() === '') words.push([]);
    else words.at(-1)?.push(letter);
  });
  const pitch = pitchOf(letters);
  return words
    .filter((word) => word.length > 0)
    .map((word) => {
      const [first, last] = [word[0], word.at(-1)] as [Letter, Letter];
      const left = Math.max(0, first.at - pitch / 2);
      const right = Math.min(1, last.at + pitch / 2);
      return {
        text: word.map(({ text }) => text).join(''),
        box: {
          left: box.left + left * box.width,
          top: box.top + slope * ((left + right - 1) / 2) * box.width,
          width: (right - left) * box.width,
          height: box.height,
        },
        confidence: word.reduce((sum, { confidence }) => sum + confidence, 0) / word.length,
      };
    });
};

/** How far letters commonly are from each other. */
const pitchOf = (letters: readonly Letter[]): number => {
  const apart = letters
    .slice(1)
    .map(({ at }, index) => at - (letters[index]?.at ?? 0))
    .sort((a, b) => a - b);
  return apart[Math.floor(apart.length / 2)] ?? 1;
};
