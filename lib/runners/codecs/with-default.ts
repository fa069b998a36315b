import type { Either } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** A codec that reads a missing value as a default. Shows the name of what it wraps. */
export class DefaultType<C extends t.Mixed> extends t.Type<t.TypeOf<C>> {
  readonly _tag = 'DefaultType' as const;
  readonly type: C;
  readonly value: t.TypeOf<C>;
  /** The default as a user would write it. */
  readonly written: string;

  constructor(type: C, value: t.TypeOf<C>, written: string) {
    super(
      type.name,
      (given): given is t.TypeOf<C> => type.is(given),
      (given, context): Either<t.Errors, t.TypeOf<C>> =>
        // The type of what `C` decodes is not known where `C` is a parameter.
        given === undefined ? t.success(value) : type.validate(given, context),
      (read) => type.encode(read) as t.TypeOf<C>,
    );
    this.type = type;
    this.value = value;
    this.written = written;
  }
}

/**
 * For params that may be left out: `t.type({ language: withDefault(t.string, 'eng') })`. `written`
 * is the default as a user would write it, where its JSON is not that.
 */
export const withDefault = <C extends t.Mixed>(
  type: C,
  value: t.TypeOf<C>,
  written: string = JSON.stringify(value),
): DefaultType<C> => new DefaultType(type, value, written);
