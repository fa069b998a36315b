/*
 * What addresses name most often, with the letters that reading mixes up put right: `Kuala Lunpur`,
 * `SHAH AI AM`, `Jalan8/27A`. Only what is as good as one of these names is changed.
 */

const known = `
  Johor, Kedah, Kelantan, Melaka, Malacca, Negeri Sembilan, Pahang, Perak, Perlis, Pulau Pinang,
  Penang, Sabah, Sarawak, Selangor, Terengganu, Kuala Lumpur, Wilayah Persekutuan, Putrajaya,
  Cyberjaya, Labuan, Malaysia, Singapore, Darul Ehsan, Darul Takzim, Darul Khusus, Darul Ridzuan,
  Darul Aman, Johor Bahru, Batu Pahat, Pasir Gudang, Kluang, Skudai, Kulai, Segamat, Pontian,
  Alor Setar, Sungai Petani, Kota Bharu, Seremban, Port Dickson, Kuantan, Temerloh, Bentong, Ipoh,
  Taiping, Teluk Intan, Sitiawan, Butterworth, Bukit Mertajam, George Town, Bayan Lepas,
  Kota Kinabalu, Sandakan, Tawau, Kuching, Sibu, Miri, Bintulu, Kuala Terengganu, Shah Alam,
  Petaling Jaya, Subang Jaya, Klang, Kajang, Puchong, Rawang, Ampang, Cheras, Kepong, Setapak,
  Sentul, Bangsar, Semenyih, Balakong, Seri Kembangan, Sungai Buloh, Batu Caves, Gombak, Banting,
  Dengkil, Kota Damansara, Damansara, Kampung, Jalan, Lorong, Persiaran, Lebuh, Lebuhraya, Taman,
  Bandar, Kawasan, Perindustrian, Perusahaan, Perniagaan, Kompleks, Seksyen, Wisma, Menara,
  Dataran, Medan, Mukim, Bukit, Sungai, Jln, Street, Road, Avenue, Boulevard, Square, Floor,
  Industrial, Garden, Gardens
`
  .split(',')
  .map((name) => name.trim().replace(/\s+/g, ' '))
  .map((name) => ({ name, letters: name.toLowerCase().replace(/ /g, '') }));

const mostWords = 3;
// How much may differ, by the number of letters: of short names only what is easily mixed up, and
// nothing of those of four letters, which are as good other words; JLN is read in many ways.
const allowed = (letters: number): number =>
  letters === 4 ? 0 : letters < 6 ? 0.5 : letters < 9 ? 1 : 1.5;
const mixedUp = ['1lij|', '0odq', '5s', '8b', '6g', 'uv', 'nmh', 'ce', 'rn', 'ft', '2z', 'yv'];

/** A text of an address with the names that are read almost right as they are written. */
export const withKnownPlaces = (text: string): string => {
  const pieces = withSections(spaced(text)).split(/([\s,]+|(?<=\.)(?=\p{L}))/u);
  // Words stand at the even places, what is between them at the odd ones.
  for (let at = 0; at < pieces.length; at += 2)
    for (let count = mostWords; count > 0; count -= 1) {
      const words = pieces.slice(at, at + count * 2 - 1);
      const like = nameLike(words);
      // `Selangor D.E.` is no Selangor with a letter too many.
      if (like === undefined || like.far === 0 || holdsName(words, like.far)) continue;
      pieces.splice(at, words.length, like.written);
      break;
    }
  return pieces.join('');
};

/** Whether fewer of some words are as good a name. */
const holdsName = (words: readonly string[], far: number): boolean =>
  words.some((_, from) =>
    words.some((_, to) => {
      const part = words.slice(from, to + 1);
      const isFewer = part.length > 0 && part.length < words.length;
      return isFewer && from % 2 === 0 && to % 2 === 0 && (nameLike(part)?.far ?? Infinity) <= far;
    }),
  );

/** The spaces that reading loses: behind a postcode, and between a name of a street and its number. */
const spaced = (text: string): string =>
  text
    .replace(/\b(jalan|jln|lorong|persiaran|lebuh|seksyen|section|taman)(?=\d)/gi, '$1 ')
    .replace(/\b(jln|tmn)\.?(?=\p{L})/giu, '$& ')
    .replace(/(?<=\p{L}{3})(?=(?:D\.E|K\.L|W\.P|N\.SEMB)(?:\b|\p{Lu}))/gu, ' ')
    .replace(/\b(\d{5})(?=\p{L}{4})/gu, '$1 ')
    .replace(/\b(no|lot)(?=\d)/gi, '$1 ')
    .replace(/(?<=\p{Ll}{2})(?=\p{Lu}\p{Ll})/gu, ' ');

/**
 * The letters of a section of a town, which its number follows: `S521/60` is SS 21/60. Of two that
 * stand there one at least is surely no digit, or a number follows by itself.
 */
const withSections = (text: string): string =>
  text.replace(
    /\b(j[a1l]{1,3}[1ilI]?an|j[1lI]n|lorong|persiaran|lrg)(\W+)(S5|5S|55(?=\s\d)|P[1JI][S5]|U[S5][J1I])(?=\s?\d{1,2}\/\d)/gi,
    (_, street: string, gap: string, section: string) =>
      `${street}${gap}${section.startsWith('P') ? 'PJS' : section.startsWith('U') ? 'USJ' : 'SS'}`,
  );

interface Likeness {
  /** The name as it is written, in the case of the words. */
  readonly written: string;
  /** How far the words are from it: 0 where they are the name. */
  readonly far: number;
}

const nameLike = (words: readonly string[]): Likeness | undefined => {
  if (words.some((word) => word.includes(','))) return undefined;
  const whole = words.join('');
  const end = /[.)]*$/.exec(whole)?.[0] ?? '';
  const read = whole.toLowerCase().replace(/[\s.)]/g, '');
  // A number stays one.
  if (!/\p{L}{2}/u.test(read)) return undefined;
  const [near] = known
    .map(({ name, letters }) => ({
      name,
      far: letters === read ? 0 : distance(read, letters, replaceable(name)),
      most: allowed(letters.length),
    }))
    .filter(({ far, most }) => far <= most)
    .sort((one, other) => one.far - other.far);
  if (near === undefined) return undefined;
  const isUpper = whole === whole.toUpperCase() || /\p{Lu}{3}/u.test(whole);
  return { written: (isUpper ? near.name.toUpperCase() : near.name) + end, far: near.far };
};

/** How many letters differ, those that are easily mixed up counting half. */
const distance = (read: string, name: string, replaced: number): number => {
  if (Math.abs(read.length - name.length) > 1) return Infinity;
  let row = Array.from({ length: name.length + 1 }, (_, index) => index);
  Array.from(read).forEach((letter, index) => {
    const next = [index + 1];
    Array.from(name).forEach((other, at) => {
      const same =
        (row[at] ?? 0) + (letter === other ? 0 : isMixedUp(letter, other) ? 0.5 : replaced);
      next.push(Math.min(same, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    });
    row = next;
  });
  return row.at(-1) ?? Infinity;
};

const isMixedUp = (one: string, other: string): boolean =>
  mixedUp.some((group) => group.includes(one) && group.includes(other));

// Any letter may be wrong in a long word only: Subang Jasa is not Subang Jaya.
const replaceable = (name: string): number => (/^\S{7,}$/.test(name) ? 1 : Infinity);
