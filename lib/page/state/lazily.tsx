import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** What is made only when it is asked for. */
export const Lazily = ({
  title,
  of,
  class: name,
}: {
  readonly title: ComponentChildren;
  readonly of: () => ComponentChildren;
  readonly class?: string;
}): JSX.Element => {
  const [isOpen, setOpen] = useState(false);
  return (
    <details
      {...(name === undefined ? {} : { class: name })}
      onToggle={(event) => {
        if (event.currentTarget.open) setOpen(true);
      }}
    >
      <summary>{title}</summary>
      {isOpen && of()}
    </details>
  );
};

/** The first of many, and the rest when it is asked for. */
export const Some = <T,>({
  all,
  most,
  of,
}: {
  readonly all: readonly T[];
  readonly most: number;
  readonly of: (some: readonly T[]) => ComponentChildren;
}): JSX.Element => (
  <>
    {of(all.slice(0, most))}
    {all.length > most && (
      <Lazily
        title={`${(all.length - most).toLocaleString('en')} more`}
        of={() => of(all.slice(most))}
      />
    )}
  </>
);
