import type { JSX, Ref } from 'preact';

interface SearchBoxProps {
  readonly input?: Ref<HTMLInputElement>;
  readonly placeholder: string;
  /** What it says to who cannot see it. */
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** Where to write what is looked for. */
export const SearchBox = ({
  input = null,
  placeholder,
  label,
  text,
  onText,
}: SearchBoxProps): JSX.Element => (
  <input
    ref={input}
    type="search"
    placeholder={placeholder}
    aria-label={label}
    value={text}
    onInput={(event) => {
      onText(event.currentTarget.value);
    }}
  />
);
