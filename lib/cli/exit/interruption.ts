/** Why work that would go on is ended. */
export type Interruption = 'interrupted' | 'timeout';
