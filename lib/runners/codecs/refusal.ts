import type * as t from 'io-ts';

/*
 * io-ts's contexts also hold the members of intersections and unions; those are no steps of a path,
 * and are known by having their parent's value.
 */

const isStep = (context: t.Context, at: number): boolean =>
  at > 0 && !Object.is(context[at]?.actual, context[at - 1]?.actual);

/** The keys and indexes that lead to what a codec does not take. */
export const pathOf = ({ context }: t.ValidationError): string[] =>
  context.filter((_, at) => isStep(context, at)).map(({ key }) => key);

/** What is expected there: of a union the whole of it, not the member that was tried first. */
export const expectedBy = ({
  context,
}: t.ValidationError): t.Decoder<unknown, unknown> | undefined => {
  let at = context.length - 1;
  while (at > 0 && !isStep(context, at)) at -= 1;
  return context[at]?.type;
};

/** The error that tells most: of a union one of the member that the value comes nearest to. */
export const innermost = (errors: t.Errors): t.ValidationError | undefined => {
  let found = errors[0];
  let depth = found === undefined ? 0 : pathOf(found).length;
  for (const error of errors.slice(1)) {
    const steps = pathOf(error).length;
    if (steps <= depth) continue;
    found = error;
    depth = steps;
  }
  return found;
};
