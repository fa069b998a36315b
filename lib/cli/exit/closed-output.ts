let listener: (() => void) | undefined;

/** Hears that nobody reads stdout any more, such as `| head`, until it is let go. */
export const onClosedOutput = (to: () => void): (() => void) => {
  listener = to;
  return () => {
    listener = undefined;
  };
};

/** Gives whether somebody heard, who now ends what is at work. */
export const tellClosedOutput = (): boolean => {
  listener?.();
  return listener !== undefined;
};
