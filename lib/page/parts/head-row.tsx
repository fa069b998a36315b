import type { JSX } from 'preact';

/** The head of a table: what its columns hold. */
export const HeadRow = ({ columns }: { readonly columns: readonly string[] }): JSX.Element => (
  <thead>
    <tr>
      {columns.map((name, index) => (
        <th key={`${index} ${name}`} scope="col">
          {name}
        </th>
      ))}
    </tr>
  </thead>
);
