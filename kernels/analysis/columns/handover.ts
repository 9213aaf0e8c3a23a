import type { ColumnData } from "./buffers.ts";
import { shared } from "./buffers.ts";
import { Column, type ColumnType } from "./column.ts";
import { type Frame, frame } from "./frame.ts";
import { Strings } from "./strings.ts";

/** A column as plain data: survives a structured clone; shared memory is passed on without a copy. */
export interface SharedColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly length: number;
  readonly data: ColumnData;
  readonly valid?: Uint8Array;
  readonly offsets?: Uint32Array;
  readonly dict?: { readonly bytes: Uint8Array; readonly offsets: Uint32Array };
}

/** A table as plain data; see `SharedColumn`. */
export interface SharedTable {
  readonly kind: "holdfast.table";
  readonly length: number;
  readonly columns: readonly SharedColumn[];
}

/** Takes a frame apart for a worker or a checkpoint. */
export function toShared(from: Frame): SharedTable {
  const columns = from.columns.map((column): SharedColumn => {
    const { dict, ...rest } = column.parts();
    return dict === undefined
      ? rest
      : { ...rest, dict: { bytes: dict.bytes, offsets: dict.offsets } };
  });
  return { kind: "holdfast.table", length: from.length, columns };
}

/** Puts a frame together again; memory that came back unshared (from a checkpoint on disk) is shared by one copy. */
export function fromShared(data: SharedTable): Frame {
  const columns = data.columns.map(
    ({ dict, ...rest }) =>
      new Column({
        ...rest,
        data: shared(rest.data),
        valid: rest.valid && shared(rest.valid),
        offsets: rest.offsets && shared(rest.offsets),
        dict: dict && new Strings(shared(dict.bytes), shared(dict.offsets)),
      }),
  );
  return frame(columns, data.length);
}
