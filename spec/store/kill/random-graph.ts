/*
 * Random pipelines of programs: each task leaves a mark, takes its time, and gives what follows from what it
 * takes alone. What some give is too long to stand in a row.
 */

/** Numbers from 0 to below 1 that follow from a seed. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** `mark.sh NAME SECONDS LENGTH`: who was driven, by which process; then a text made of stdin. */
export const markScript = `echo "$1 $PPID" >> marks
sleep "$2"
sum=$(cksum | cut -d' ' -f1)
if [ "$3" -gt 0 ]; then yes "$sum" | head -c "$3"; else printf '%s' "$sum"; fi
`;

/** A pipeline in YAML of 4 to 12 tasks. */
export const randomPipeline = (random: () => number): string => {
  const count = 4 + Math.floor(random() * 9);
  const names = Array.from({ length: count }, (_, index) => `t${index}`);
  const components = names.map((name, index) => {
    const before = names.slice(0, index).filter(() => random() < 2 / (index + 1));
    const inputs = ['x: x', ...before.map((one) => `${one}: ${one}.text`)].join(', ');
    const seconds = (random() * 0.04).toFixed(3);
    const length = random() < 0.3 ? 6000 + index : 0;
    return `    ${name}:
      runner: Command
      params: { command: [sh, mark.sh, ${name}, '${seconds}', '${length}'], stdin: json, stdout: text }
      inputs: { ${inputs} }
      outputs: [text]
`;
  });
  const outputs = names.map((name) => `${name}: ${name}.text`).join(', ');
  return `pipeline:
  name: Marks
  concurrency: 3
  inputs: [x]
  outputs: { ${outputs} }
  components:
${components.join('')}`;
};
