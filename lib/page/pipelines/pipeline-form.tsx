import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import type { JsonInput } from '../../drawing/json-graph.js';
import type { WirePipeline } from '../../server/wire.js';
import { hrefOf } from '../place/place.js';
import { useAsked } from '../server/use-asked.js';
import { Wrong } from '../server/wrong.js';
import { Refused } from '../source/request.js';
import type { ServerSource } from '../source/source.js';
import { messageOf } from '../text/message.js';
import { InputField } from './input-field.js';
import { bodyOf, type Entry, fieldText, readInput } from './read-input.js';

interface FormProps {
  readonly source: ServerSource;
  readonly pipeline: string;
}

/** A form made from the declared inputs of a pipeline, which starts a run. */
export const PipelineForm = ({ source, pipeline }: FormProps): JSX.Element => {
  const { value: pipelines, wrong } = useAsked(source.pipelines, []);
  const found = pipelines?.find(({ id }) => id === pipeline);
  return (
    <main>
      <h1>{found?.graph.name ?? pipeline}</h1>
      {found?.graph.description !== undefined && <p>{found.graph.description}</p>}
      <Wrong
        text={
          wrong ??
          (pipelines !== undefined && found === undefined
            ? 'The server has no such pipeline.'
            : undefined)
        }
      />
      {found !== undefined && <Form source={source} pipeline={found} />}
    </main>
  );
};

const newEntry = (input: JsonInput): Entry => ({
  text: fieldText(input),
  isLeft: 'default' in input,
});

type Wrongs = Readonly<Record<string, string>>;

const Form = ({
  source,
  pipeline: { id, graph },
}: {
  readonly source: ServerSource;
  readonly pipeline: WirePipeline;
}): JSX.Element => {
  const [entries, setEntries] = useState<ReadonlyMap<string, Entry>>(
    () => new Map(graph.inputs.map((input) => [input.name, newEntry(input)])),
  );
  const [wrongs, setWrongs] = useState<Wrongs>({});
  const [wrong, setWrong] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const start = async (): Promise<void> => {
    const values: [string, unknown][] = [];
    const files: [string, File][] = [];
    const found: Record<string, string> = {};
    for (const input of graph.inputs) {
      const entry = entries.get(input.name) ?? newEntry(input);
      if (entry.file !== undefined) files.push([input.name, entry.file]);
      else if (!entry.isLeft) {
        const read = readInput(input, entry);
        if ('wrong' in read) found[input.name] = read.wrong;
        else values.push([input.name, read.value]);
      }
    }
    setWrongs(found);
    setWrong(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      location.href = hrefOf({ run: await source.start(id, bodyOf(values, files)) });
    } catch (error) {
      const told = error instanceof Refused ? error.errors : [];
      const named = told.flatMap(({ input, detail }) =>
        input === undefined ? [] : [[input, detail] as const],
      );
      setWrongs(Object.fromEntries(named));
      setWrong(
        [
          messageOf(error),
          ...told.filter(({ input }) => input === undefined).map(({ detail }) => detail),
        ].join('\n'),
      );
    }
    setBusy(false);
  };

  return (
    <form
      aria-label="Inputs"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {graph.inputs.map((input) => (
        <InputField
          key={input.name}
          input={input}
          entry={entries.get(input.name) ?? newEntry(input)}
          wrong={Object.hasOwn(wrongs, input.name) ? wrongs[input.name] : undefined}
          change={(entry) => {
            setEntries(new Map([...entries, [input.name, entry]]));
          }}
        />
      ))}
      {graph.inputs.length === 0 && <p class="faint">It takes no inputs.</p>}
      <Wrong text={wrong} />
      <button type="submit" class="chip primary" disabled={isBusy}>
        Start a run
      </button>
    </form>
  );
};
