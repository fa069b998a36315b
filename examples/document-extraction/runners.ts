export { Evaluate } from './evaluate-page.js';
export { Extractor } from './extractor.js';
export { ImageOcr } from './image-ocr.js';
export { ImagePreprocessing } from './image-preprocessing.js';
export { Reconciler } from './reconciler.js';
