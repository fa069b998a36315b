export { JoinPages } from './join-pages.js';
export { PreparePage } from './prepare-page.js';
export { ReadPage } from './read-page.js';
export { SplitPages } from './split-pages.js';
