/** Those that ask for an orderly end. The last one comes when a terminal is closed. */
export const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
