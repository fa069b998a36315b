const most = 2000;

/** A message for a log: of a very long one the beginning, how much is left out, and where it stands. */
export const cutMessage = (text: string): string =>
  text.length <= most
    ? text
    : `${text.slice(0, most)}… <${(text.length - most).toLocaleString('en')} more characters; \`--events\` records them all>`;
