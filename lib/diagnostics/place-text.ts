import { type Elsewhere, isSpan, pathText } from './place.js';
import { visible } from './visible.js';

/** A place as it is printed: `pipeline.yaml:7:12`, or `pipeline: pipeline.components[0].ocr.when`. */
export const placeText = ({ source, at }: Elsewhere): string => {
  const name = visible(source.name);
  if (!isSpan(at)) return `${name}: ${visible(pathText(at))}`;
  if (source.text === undefined || source.text === '') return name; // nothing could be read
  const { line, column } = source.position(at.start);
  return `${name}:${line}:${column}`;
};
