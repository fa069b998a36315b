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
// How much may differ, by the number of letters: of short names only what is easily mixed up.
const allowed = (letters: number): number => (letters < 6 ? 0.5 : letters < 9 ? 1 : 1.5);
const mixedUp = ['1lij|', '0odq', '5s', '8b', '6g', 'uv', 'nmh', 'ce', 'rn', 'ft', '2z', 'yv'];

/** A text of an address with the names that are read almost right as they are written. */
export const withKnownPlaces = (text: string): string => {
  const pieces = spaced(text).split(/([\s,]+|(?<=\.)(?=\p{L}))/u);
  // Words stand at the even places, what is between them at the odd ones.
  for (let at = 0; at < pieces.length; at += 2)
    for (let count = mostWords; count > 0; count -= 1) {
      const words = pieces.slice(at, at + count * 2 - 1);
      const name = nameLike(words);
      if (name === undefined) continue;
      pieces.splice(at, words.length, name);
      break;
    }
  return pieces.join('');
};

/** The spaces that reading loses: behind a postcode, and between a name of a street and its number. */
const spaced = (text: string): string =>
  text
    .replace(/\b(jalan|jln|lorong|persiaran|lebuh|seksyen|section|taman)(?=\d)/gi, '$1 ')
    .replace(/\b(\d{5})(?=\p{L}{4})/gu, '$1 ')
    .replace(/\b(no|lot)(?=\d)/gi, '$1 ')
    .replace(/(?<=\p{Ll}{2})(?=\p{Lu}\p{Ll})/gu, ' ');

const nameLike = (words: readonly string[]): string | undefined => {
  if (words.some((word) => word.includes(','))) return undefined;
  const whole = words.join('');
  const end = /[.)]*$/.exec(whole)?.[0] ?? '';
  const read = whole.toLowerCase().replace(/[\s.)]/g, '');
  // A number stays one.
  if (!/\p{L}{2}/u.test(read) || known.some(({ letters }) => letters === read)) return undefined;
  const near = known
    .map(({ name, letters }) => ({
      name,
      far: distance(read, letters, replaceable(name)),
      most: allowed(letters.length),
    }))
    .filter(({ far, most }) => far <= most)
    .sort((one, other) => one.far - other.far)[0];
  if (near === undefined) return undefined;
  const isUpper = whole === whole.toUpperCase() || /\p{Lu}{3}/u.test(whole);
  return (isUpper ? near.name.toUpperCase() : near.name) + end;
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
