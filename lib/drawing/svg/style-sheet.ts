import { box, heading, line, lineText, palette, prunedLine, runnerText } from '../palette.js';
import { nameSize, runnerSize } from '../sizes.js';

const node = (name: keyof typeof palette): string[] => {
  const { fill, stroke, text } = palette[name];
  return [`.${name} .box{fill:${fill};stroke:${stroke}}`, `.${name} text{fill:${text}}`];
};

const rules = [
  'text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}',
  `.node text{font-size:${nameSize}px;text-anchor:middle}`,
  '.component .name{font-weight:600}',
  '.box{stroke-width:1.2}',
  ...node('input'),
  ...node('component'),
  ...node('output'),
  ...node('selector'),
  ...node('condition'),
  `.pipeline .box{fill:${box.fill};stroke:${box.stroke}}`,
  '.pipeline .name{font-weight:600}',
  `.pipeline text{fill:${palette.component.text}}`,
  `.node .runner{font-size:${runnerSize}px;fill:${runnerText}}`,
  ...node('pruned'),
  `.pruned .runner{fill:${palette.pruned.text}}`,
  `.edge path{fill:none;stroke:${line};stroke-width:1.2}`,
  `.edge .tip{fill:${line};stroke:none}`,
  '.dashed path{stroke-dasharray:5 4}',
  `.edge text{font-size:10px;text-anchor:middle;fill:${lineText};stroke:#fff;stroke-width:3px;` +
    'stroke-linejoin:round;paint-order:stroke}',
  `.grey path{stroke:${prunedLine}}`,
  `.grey .tip{fill:${prunedLine}}`,
  `.grey text{fill:${palette.pruned.text}}`,
  '.page{fill:#fff}',
  `.title{font-size:17px;font-weight:600;fill:${heading}}`,
];

// Nested, since the styles of an SVG that is set into a page count for the whole page.
export const styleSheet = rules.map((rule) => `.mlpipeline ${rule}`).join('');
