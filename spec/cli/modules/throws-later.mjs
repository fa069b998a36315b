export const Runner = () => ({});
await Promise.resolve();
void Promise.reject(new Error('too late'));
await new Promise((resolve) => setTimeout(resolve, 50));
