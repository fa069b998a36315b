const form = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;

/** `example.org:8080` and `[::1]:8080` without the port; `undefined` for what is no name of a host. */
export const hostName = (host: string): string | undefined => form.exec(host)?.[1]?.toLowerCase();

/** The port that it is followed by, if any. */
export const portOf = (host: string): string | undefined => form.exec(host)?.[2];
