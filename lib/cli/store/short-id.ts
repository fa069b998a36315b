/** So much of an id as tells runs apart in practice; commands take any beginning of one. */
export const shortId = (id: string): string => (/^[0-9a-f]{8}-/.test(id) ? id.slice(0, 8) : id);
