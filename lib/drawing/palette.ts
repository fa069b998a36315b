/** Fill, border and text of each kind of node; soft, and dark enough to be read on white. */
export const palette = {
  input: { fill: '#ecfdf5', stroke: '#10b981', text: '#064e3b' },
  component: { fill: '#eef2ff', stroke: '#818cf8', text: '#1e1b4b' },
  output: { fill: '#fff7ed', stroke: '#f59e0b', text: '#7c2d12' },
  selector: { fill: '#f8fafc', stroke: '#94a3b8', text: '#334155' },
  condition: { fill: '#fdf4ff', stroke: '#d946ef', text: '#701a75' },
  pruned: { fill: '#f5f5f5', stroke: '#c8c8c8', text: '#8a8a8a' },
} as const;

export const runnerText = '#64748b';
export const heading = '#0f172a';
export const line = '#94a3b8';
export const lineText = '#475569';
export const prunedLine = '#d4d4d4';

/** Of the box of a pipeline within another. */
export const box = { fill: '#fafaff', stroke: '#c7d2fe' };
