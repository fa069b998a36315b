console.log('hello from a module');
export const Runner = () => ({});
