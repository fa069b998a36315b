// Letters, digits and spaces stay, and what joins them inside a name. All else could end the quoted
// text, or be taken for Markdown, HTML or a link: `1. x`, `*x*`, `<b>`, `www.x.org`.
const unsafe = /(?<![\p{L}\p{N}])[-_.]|[-_.](?![\p{L}\p{N}])|(?<=www)\.|[^-_.\p{L}\p{N} ]|^ | $/giu;

const codePoint = (character: string): number => character.codePointAt(0) ?? 0;

// What Mermaid still reads after decoding: `\n` as a line break, `$$` as mathematics, `fa:fa-…` as
// an icon. A space of no width in between stops it.
const reread = /(?<=#92;)(?=n)|(?<=#36;)(?=#36;)|(?<=#58;)(?=fa-)/g;

/** A text as it stands between double quotes in a flowchart, in Mermaid's entity codes. */
export const mermaidText = (text: string): string =>
  text
    .replace(unsafe, (character) => (character === '"' ? '#quot;' : `#${codePoint(character)};`))
    .replace(reread, '#8203;');

/**
 * A text as a YAML string in the front matter, where entity codes have no effect and Mermaid
 * searches for tags and directives before it reads the YAML.
 */
export const frontMatterText = (text: string): string => {
  const escaped = text.replace(/[^-_.,:()\p{L}\p{N} ]/gu, (character) => {
    const code = codePoint(character).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
  return `"${escaped}"`;
};
