import { quoted } from '../../diagnostics/wording.js';
import { writeYaml } from '../../declaration/read-data.js';
import type { Values } from '../../engine/events/event.js';
import { shownValues } from '../../sinks/values/shown-value.js';
import { jsonText } from './json-text.js';
import { outputsData } from '../../runners/values/outputs-data.js';

export interface OutputsText {
  readonly text: string;
  /** Of each output that has no form in it why that is. */
  readonly problems: readonly string[];
}

/** The outputs of a run as they are printed on stdout: as data, or for people, shortened. */
export const outputsText = (outputs: Values, format: 'json' | 'yaml' | 'text'): OutputsText => {
  if (format === 'text') {
    const lines = Object.keys(outputs).map((name) => shownValues({ [name]: outputs[name] }));
    return { text: lines.map((line) => `${line}\n`).join(''), problems: [] };
  }
  const { data, problems } = outputsData(outputs);
  // An empty document would look like that of a run without outputs.
  if (problems.length > 0 && Object.keys(data).length === 0) return { text: '', problems };
  if (format === 'json') return { text: jsonText(data), problems };
  const yaml = yamlText(data);
  return { text: yaml.text, problems: [...problems, ...yaml.problems] };
};

/** As YAML, which takes more stack than JSON does. */
const yamlText = (data: Values): OutputsText => {
  const problems: string[] = [];
  const parts = Object.entries(data).map(([name, value]) => {
    try {
      return writeYaml({ [name]: value });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(`YAML cannot carry ${quoted(name)}: it is nested too deeply; give it in parts`);
      return '';
    }
  });
  return { text: parts.length === 0 ? writeYaml(data) : parts.join(''), problems };
};
