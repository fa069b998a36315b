/** Milliseconds as people read them: `0.3 s`, `12.3 s`, `1 min 12 s`, `2 h 5 min`. */
export const timeText = (milliseconds: number): string => {
  const tenths = Math.max(0, Math.floor(milliseconds / 100));
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};
