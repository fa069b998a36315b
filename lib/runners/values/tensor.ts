import * as t from 'io-ts';

/** The datatypes of the Open Inference Protocol (version 2) that its JSON form can carry. */
export const datatypes = t.keyof(
  {
    BOOL: null,
    ...{ UINT8: null, UINT16: null, UINT32: null, UINT64: null },
    ...{ INT8: null, INT16: null, INT32: null, INT64: null },
    ...{ FP16: null, FP32: null, FP64: null },
    BYTES: null,
  },
  'datatype',
);

export type Datatype = t.TypeOf<typeof datatypes>;

/** A tensor as a value in a pipeline. */
export interface Tensor {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly data: ArrayLike<unknown>;
}

/** The arrays that hold tensors of a datatype. */
export const arrays = {
  UINT8: Uint8Array,
  UINT16: Uint16Array,
  UINT32: Uint32Array,
  UINT64: BigUint64Array,
  INT8: Int8Array,
  INT16: Int16Array,
  INT32: Int32Array,
  INT64: BigInt64Array,
  FP32: Float32Array,
  FP64: Float64Array,
} as const;
