import type { JSX } from 'preact';

export const Wrong = ({ text }: { readonly text: string | undefined }): JSX.Element | null =>
  text === undefined ? null : (
    <p class="note wrong" role="alert">
      {text}
    </p>
  );
