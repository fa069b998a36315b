import type { JSX } from 'preact';

import type { JsonInput } from '../../drawing/json-graph.js';
import type { Entry } from './read-input.js';

interface FieldProps {
  readonly input: JsonInput;
  readonly entry: Entry;
  readonly wrong: string | undefined;
  readonly change: (entry: Entry) => void;
}

/** The field of a declared input, as its type asks for it; a file may be given, or dropped, instead. */
export const InputField = ({ input, entry, wrong, change }: FieldProps): JSX.Element => {
  const { name, type, description } = input;
  const id = `input-${name}`;
  const about = {
    id,
    'aria-describedby': `${id}-about`,
    'aria-invalid': wrong !== undefined,
    disabled: entry.file !== undefined,
    value: entry.text,
  };
  const put = (event: { readonly currentTarget: { readonly value: string } }): void => {
    change({ text: event.currentTarget.value, isLeft: false });
  };
  const take = (file: File | undefined): void => {
    const { text } = entry;
    change(file === undefined ? { text, isLeft: false } : { text, file, isLeft: false });
  };
  const takesFile = type === undefined || type === 'string' || type === 'json';
  return (
    <div
      class="field"
      onDragOver={(event) => {
        if (takesFile) event.preventDefault();
      }}
      onDrop={(event) => {
        if (!takesFile) return;
        event.preventDefault();
        take(event.dataTransfer?.files[0]);
      }}
    >
      <label for={id}>
        {name} <span class="faint">{type}</span>
      </label>
      {type === 'boolean' ? (
        <select {...about} onChange={put}>
          <option>true</option>
          <option>false</option>
        </select>
      ) : type === 'number' || type === 'integer' ? (
        <input {...about} inputMode="decimal" onInput={put} />
      ) : (
        <textarea {...about} rows={type === 'string' ? 1 : 2} onInput={put} />
      )}
      {takesFile && (
        <input
          type="file"
          aria-label={`A file as ${name}`}
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
          }}
        />
      )}
      <p id={`${id}-about`} class="faint small">
        {[
          description,
          ...('default' in input ? [`by default ${JSON.stringify(input.default)}`] : []),
          ...(entry.file === undefined
            ? []
            : [`the file ${entry.file.name}, ${entry.file.size.toLocaleString('en')} bytes`]),
        ]
          .filter((one) => one !== undefined)
          .join('; ')}
      </p>
      {wrong !== undefined && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
};
