/**
 * Whether what is drawn on a stream may be drawn over: on a terminal that can, with somebody in
 * front of it and not a build server (which says so in `CI`).
 */
export const isLive = (
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean => {
  const { CI: buildServer = '', TERM: terminal = '' } = environment;
  return stream.isTTY === true && terminal !== 'dumb' && ['', '0', 'false'].includes(buildServer);
};
