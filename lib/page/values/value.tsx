import type { ComponentChildren, JSX } from 'preact';

import type { NamedText, ValueText } from '../../sinks/report/report-data.js';
import { Lazily } from '../state/lazily.js';
import { counted } from '../text/format.js';
import { imageOf, namedImages } from './image-of.js';
import { JsonTable, tableOf } from './json-table.js';

const longText = 240;
const longLines = 6;

export type Texts = readonly ValueText[];

/** A value: images as images, a list of records as a table, a long text folded up. */
export const Value = ({
  texts,
  place,
  whole,
}: {
  readonly texts: Texts;
  readonly place: number;
  /** Where all of it is, where there is a server that has it. */
  readonly whole?: string | undefined;
}): JSX.Element => {
  const [kind, text] = texts[place] ?? ['text', ''];
  if (text === '') return <span class="faint">an empty text</span>;
  const image = imageOf(kind, text, whole);
  if (image !== undefined) return <Picture src={image} />;
  const images = namedImages(kind, text, whole);
  return (
    <>
      {images.map((src) => (
        <Picture key={src} src={src} />
      ))}
      <Written kind={kind} text={text} />
    </>
  );
};

const Picture = ({ src }: { readonly src: string }): JSX.Element => (
  <img class="picture" src={src} alt="an image" loading="lazy" decoding="async" />
);

const Written = ({
  kind,
  text,
}: {
  readonly kind: ValueText[0];
  readonly text: string;
}): JSX.Element => {
  const table = kind === 'data' ? tableOf(text) : undefined;
  const all = (
    <pre class={`value ${kind}`} tabIndex={0}>
      {text}
    </pre>
  );
  if (table !== undefined)
    return (
      <>
        <JsonTable {...table} />
        <Lazily title={<span class="faint">as JSON</span>} class="long" of={() => all} />
      </>
    );
  if (text.length <= longText && text.split('\n', longLines + 1).length <= longLines)
    return <span class={`value ${kind}`}>{text}</span>;
  return (
    <Lazily
      class="long"
      title={
        <>
          <span class={`value ${kind}`}>{text.slice(0, 120).replace(/\s+/g, ' ')}…</span>
          <span class="faint"> {counted(text.length, 'character')}</span>
        </>
      }
      of={() => all}
    />
  );
};

export const NamedValues = ({
  texts,
  values,
  aside,
  wholeOf,
}: {
  readonly texts: Texts;
  readonly values: readonly NamedText[];
  /** What is said beside a name. */
  readonly aside?: (name: string) => ComponentChildren;
  readonly wholeOf?: ((name: string) => string) | undefined;
}): JSX.Element => (
  <dl class="values">
    {values.map(([name, place]) => (
      <div key={name}>
        <dt>
          {name}
          {aside?.(name)}
        </dt>
        <dd>
          <Value texts={texts} place={place} whole={wholeOf?.(name)} />
        </dd>
      </div>
    ))}
  </dl>
);
